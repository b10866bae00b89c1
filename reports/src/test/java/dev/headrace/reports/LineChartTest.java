package dev.headrace.reports;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineChartTest {
    private static LineChart chart(boolean log, double first) {
        LineChart.Series line = new LineChart.Series(
                "rising", false, List.of(new LineChart.Point(1, first), new LineChart.Point(1024, 1000)));
        LineChart.Series marks = new LineChart.Series("there", true, List.of(new LineChart.Point(512, 300)));
        return new LineChart("Lines", "", "x", "y", log, log, List.of(line, marks));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void straightLineCrossesThePictureAndMarksAreOneSpot(boolean log) {
        BufferedImage image = chart(log, 1).figure(true).image();
        int[] line = columnsOf(image, Palette.series(0));
        int[] mark = columnsOf(image, Palette.series(1));
        assertTrue(line[1] - line[0] > ChartLook.WIDTH, line[0] + " to " + line[1]);
        assertTrue(mark[1] - mark[0] < 30, mark[0] + " to " + mark[1]);
    }

    /** First and last column of the plot with a colour in it; the legend at the bottom is left out. */
    private static int[] columnsOf(BufferedImage image, int rgb) {
        int[] ends = {Integer.MAX_VALUE, -1};
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight() * 4 / 5; y++) {
                if ((image.getRGB(x, y) & 0xffffff) == rgb) {
                    ends[0] = Math.min(ends[0], x);
                    ends[1] = x;
                }
            }
        }
        assertTrue(ends[1] >= 0, "colour " + Integer.toHexString(rgb));
        return ends;
    }

    @Test
    void sameChartIsTheSameFile() throws IOException {
        assertArrayEquals(
                chart(true, 2).figure(true).png(), chart(true, 2).figure(true).png());
    }

    @Test
    void noughtHasNoPlaceOnALogarithmicAxis() {
        assertThrows(IllegalArgumentException.class, () -> chart(true, 0));
        assertEquals(2, chart(false, 0).series().size());
        assertThrows(IllegalArgumentException.class, () -> new LineChart.Point(1, Double.NaN));
    }
}
