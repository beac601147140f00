"""The settings screen shows and changes what is kept between sessions."""
