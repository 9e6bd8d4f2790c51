"""Devices before they are in anybody's hands: deliveries, their boxes, whose each is to be."""
