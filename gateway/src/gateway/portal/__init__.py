"""The portal of integrators: one OpenAPI document of all services, and a page to read it."""
