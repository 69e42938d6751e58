"""Published objectives, for anybody: no account, the same answer for everybody, kept by caches."""
