"""The organisation's lists: what each holds, who keeps it and how it is shown."""
