"""Finds items as people ask for them: words, plain names, pinyin, initials, slips of the keyboard."""
