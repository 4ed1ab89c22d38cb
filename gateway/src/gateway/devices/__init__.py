"""Devices: kiosks and queue machines that sign with keys of their own."""
