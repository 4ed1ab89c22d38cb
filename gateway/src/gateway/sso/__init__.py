"""Sign-on: one module per provider, all behind `types.Provider`."""
