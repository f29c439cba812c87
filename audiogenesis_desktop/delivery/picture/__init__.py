"""The video that music is for: what it is, where it cuts, small pictures of it, and the video with the music."""
