#!/bin/sh
# Starts Redis with one account, which may do what a queue and a cache need and cannot look after
# the server. What it was given is kept on disk, and never evicted to make room.
set -eu
umask 077

secrets=${SECRETS:-/run/secrets}
password=$(tr -d '\n' < "$secrets/redis_password" | sha256sum | cut -d ' ' -f 1)

cat > /tmp/users.acl.$$ <<ACL
user default off
user csplan on #$password ~* &* +@all -@admin -@dangerous +info
ACL
exec redis-server --aclfile /tmp/users.acl.$$ --protected-mode no \
    --appendonly yes --appendfsync everysec --maxmemory-policy noeviction "$@"
