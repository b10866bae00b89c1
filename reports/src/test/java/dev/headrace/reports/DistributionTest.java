package dev.headrace.reports;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DistributionTest {
    private static Distribution of(long... valuesAndTimes) {
        List<Distribution.Count> counts = new ArrayList<>();
        for (int i = 0; i < valuesAndTimes.length; i += 2) {
            counts.add(new Distribution.Count(valuesAndTimes[i], valuesAndTimes[i + 1]));
        }
        return new Distribution(
                "Latency", "of a test", "cycles", counts, List.of(new Distribution.Mark("p50", valuesAndTimes[0])));
    }

    private static double sum(Distribution d) {
        return d.bins().stream().mapToDouble(Distribution.Bin::share).sum();
    }

    @Test
    void aNarrowRangeHasABinForEveryWholeNumber() {
        Distribution d = of(17, 1, 18, 2, 20, 1);
        assertEquals(4, d.bins().size());
        assertEquals(new Distribution.Bin(18, 19, 0.5, 0.5), d.bins().get(1));
        assertEquals(0, d.bins().get(2).share());
        assertEquals(1, sum(d), 1e-12);
    }

    @Test
    void aWideRangeHasBinsOfOneRatioThatLeaveNothingOut() {
        Distribution d = of(1, 5, 2, 5, 3, 5, 1_000_000, 1);
        assertTrue(d.wide());
        assertEquals(1, sum(d), 1e-12);
        assertEquals(1_000_001, d.bins().get(d.bins().size() - 1).to());
        for (int i = 1; i < d.bins().size(); i++) {
            assertEquals(d.bins().get(i - 1).to(), d.bins().get(i).from());
        }
    }

    /** Evenly spread over a logarithmic axis, values give bars of about one height, however many whole numbers fit in. */
    @Test
    void barsOfALogarithmicAxisDoNotJumpWithWholeNumbers() {
        List<Distribution.Count> counts = new ArrayList<>();
        for (int v = 20; v < 2000; v++) {
            counts.add(new Distribution.Count(v, Math.round(1e9 / v)));
        }
        List<Distribution.Bin> bins = new Distribution("", "", "", counts, List.of()).bins();
        double least = bins.stream().mapToDouble(Distribution.Bin::height).min().orElseThrow();
        double most = bins.stream().mapToDouble(Distribution.Bin::height).max().orElseThrow();
        assertTrue(most < 1.05 * least, least + " to " + most);
    }

    @Test
    void oneValueIsOneBin() {
        assertEquals(List.of(new Distribution.Bin(32, 33, 1, 1)), of(32, 7).bins());
    }

    @Test
    void theTallestBarIsWhereMostValuesAre() {
        BufferedImage image = of(20, 1, 30, 100, 40, 10).figure(true).image();
        int[] blue = new int[image.getWidth()];
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                blue[x] += (image.getRGB(x, y) & 0xffffff) == Palette.BLUE ? 1 : 0;
            }
        }
        int tallest = 0;
        for (int x = 0; x < blue.length; x++) {
            tallest = blue[x] > blue[tallest] ? x : tallest;
        }
        assertTrue(tallest > 2 * ChartLook.WIDTH / 3 && tallest < 2 * ChartLook.WIDTH * 2 / 3, "at " + tallest);
    }

    @Test
    void sameDistributionIsTheSameFile() throws IOException {
        assertArrayEquals(
                of(1, 2, 500, 1).figure(true).png(),
                of(1, 2, 500, 1).figure(true).png());
    }

    @Test
    void valuesMustIncreaseAndBeOneOrMore() {
        assertThrows(IllegalArgumentException.class, () -> of(2, 1, 2, 1));
        assertThrows(IllegalArgumentException.class, () -> of(0, 1));
    }
}
