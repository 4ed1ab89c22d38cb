"""Sessions: opaque outside, a row here, and never longer than their owner may."""
