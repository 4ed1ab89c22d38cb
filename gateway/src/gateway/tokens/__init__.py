"""Inner tokens: who is calling, signed by the gateway for sixty seconds."""

from gateway.tokens.keys import SigningKeys
from gateway.tokens.minting import Mint, Minted

__all__ = ["Mint", "Minted", "SigningKeys"]
