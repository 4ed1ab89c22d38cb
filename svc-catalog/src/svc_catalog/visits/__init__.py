"""How often guides are opened and finished, and what people say of them; never who."""
