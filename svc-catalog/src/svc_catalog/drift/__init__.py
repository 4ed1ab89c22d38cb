"""What others say of an item and we do not: found every night, gone by itself when it is mended."""
