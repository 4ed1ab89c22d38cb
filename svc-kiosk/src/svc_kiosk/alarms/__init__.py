"""Alarms: what is wrong with a device, since when, and until when."""
