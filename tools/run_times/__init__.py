"""Tools that measure how long everything takes, and how much memory."""
