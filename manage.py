#!/usr/bin/env python
"""Runs one of csplan's commands: `manage.py help` lists them."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csplan.settings.embedded")
    execute_from_command_line(sys.argv)
