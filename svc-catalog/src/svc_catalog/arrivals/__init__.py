"""New items of the province's directory: whoever keeps the list of a city takes them in, or says why not."""
