package dev.headrace.reports;

/** Where a cycle goes, in the order in which pictures stack them, with one colour everywhere. */
enum Cause {
    BUSY("busy", Palette.BLUE),
    INPUT("waits for input", Palette.ORANGE),
    MEMORY("waits for memory", Palette.VERMILLION),
    ROOM("waits for room", Palette.YELLOW),
    UNIT("waits for unit", Palette.PURPLE),
    IDLE("idle", Palette.GREY);

    private final String words;
    private final int rgb;

    Cause(String words, int rgb) {
        this.words = words;
        this.rgb = rgb;
    }

    /** Such as "waits for input". */
    String words() {
        return words;
    }

    int rgb() {
        return rgb;
    }

    /** Colour as styles and scripts have it. */
    String css() {
        return String.format("#%06x", rgb);
    }
}
