# Stands in for apache/kafka: the context holds the jars of `make kafka`, among them the program by which the
# official image makes its settings from files and variables.
FROM docker.io/library/debian:12-slim
RUN mkdir -p /usr/share/man/man1 \
 && apt-get update \
 && apt-get install -y --no-install-recommends openjdk-17-jre-headless \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 1000 --home-dir /tmp appuser \
 && install -d -o appuser /opt/kafka/config /var/lib/kafka/data /mnt/shared/config /etc/kafka/docker
COPY libs /opt/kafka/libs
COPY defaults /etc/kafka/docker
COPY kafka-entrypoint.sh /etc/kafka/docker/run
USER appuser
VOLUME ["/var/lib/kafka/data", "/mnt/shared/config"]
CMD ["bash", "/etc/kafka/docker/run"]
