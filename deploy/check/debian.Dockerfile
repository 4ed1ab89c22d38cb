# Stands in for debian:12-slim where no registry of images is at hand: the context is what debootstrap made.
FROM scratch
COPY . /
# Machines behind a proxy that opens TLS trust its authority; Python, uv and Node must be told.
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
    PIP_CERT=/etc/ssl/certs/ca-certificates.crt \
    NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
CMD ["bash"]
