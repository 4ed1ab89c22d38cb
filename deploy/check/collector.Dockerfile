# Stands in for the contrib distribution: a collector of the same version with the parts that collector.yaml names.
FROM scratch
COPY otelcol /otelcol
USER 10001
ENTRYPOINT ["/otelcol"]
