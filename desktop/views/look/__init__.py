"""The design system: spacing, type, colours, icons, and the style sheet made of them."""
