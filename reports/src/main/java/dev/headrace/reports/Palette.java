package dev.headrace.reports;

/**
 * Colours that readers with any common colour blindness can tell apart: Okabe and Ito, "Color Universal Design", 2008
 * (https://jfly.uni-koeln.de/color/), with greys for
 * what is idle and, in place of black, for the eighth of several equals.
 */
final class Palette {
    static final int DARK_GREY = 0x767676;
    static final int ORANGE = 0xE69F00;
    static final int SKY = 0x56B4E9;
    static final int GREEN = 0x009E73;
    static final int YELLOW = 0xF0E442;
    static final int BLUE = 0x0072B2;
    static final int VERMILLION = 0xD55E00;
    static final int PURPLE = 0xCC79A7;
    static final int GREY = 0xC8C8C8;

    private static final int[] SERIES = {BLUE, ORANGE, GREEN, VERMILLION, SKY, PURPLE, YELLOW, DARK_GREY};

    private Palette() {}

    /** The colour of the i-th of several equals; eight, then again from the first. */
    static int series(int i) {
        return SERIES[i % SERIES.length];
    }
}
