"""Finds things as people ask: words, plain names, synonyms, pinyin, initials, slips of the keyboard."""
