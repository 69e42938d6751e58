# One image for the web server, the worker, the clock and the migrations: see docker-compose.yml.
# Each base names its version; whoever deploys may pin its digest: docs/operations.md says how.

FROM node:22-bookworm-slim AS assets
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --no-audit --no-fund
COPY static ./static
RUN npm run build

FROM python:3.13-slim-trixie AS packages
COPY requirements/base.txt requirements/notify.txt /
RUN python -m venv /opt/csplan \
    && /opt/csplan/bin/pip install --no-cache-dir --require-hashes --requirement /base.txt \
        --requirement /notify.txt

FROM python:3.13-slim-trixie
# The renderer's libraries and PostgreSQL's client take the distribution's security updates, so no
# version is pinned. The client must not be older than the server in docker-compose.yml.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fonts-dejavu-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
        postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin csplan \
    && install --directory --owner=csplan --mode=0700 /var/lib/csplan /var/backups/csplan

COPY --from=packages /opt/csplan /opt/csplan
WORKDIR /srv/csplan
COPY . .
COPY --from=assets /build/static/dist ./static/dist

ENV DJANGO_SETTINGS_MODULE=csplan.settings.production \
    PATH=/opt/csplan/bin:$PATH \
    PROMETHEUS_MULTIPROC_DIR=/tmp/counts \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1

# Settings that hold for this one step: production refuses to start without any.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    ALLOWED_HOSTS=build.invalid \
    DATABASE_URL=postgresql://build.invalid/none \
    REDIS_URL=redis://build.invalid \
    EMAIL_URL=smtp+tls://build.invalid \
    DEFAULT_FROM_EMAIL=build@build.invalid \
    python manage.py collectstatic --no-input --ignore scss --ignore '*.mjs'

USER 10001
EXPOSE 8000
# WEB_CONCURRENCY says how many processes; each has four threads.
CMD ["gunicorn", "csplan.wsgi", "--bind", "0.0.0.0:8000", "--threads", "4", \
     "--graceful-timeout", "30", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
