package dev.headrace.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.run.Result;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

class ChartsTest {
    @Test
    void aRunGivesItsChartsAsPngAndSvgOfOneSize(@TempDir Path folder) throws Exception {
        List<Path> files = Charts.write(Fixtures.flashAttention(), folder, () -> false);
        List<String> names =
                files.stream().map(f -> f.getFileName().toString()).sorted().toList();
        assertEquals(
                List.of(
                        "energy.png",
                        "energy.svg",
                        "fifos.png",
                        "fifos.svg",
                        "roofline.png",
                        "roofline.svg",
                        "rows.png",
                        "rows.svg",
                        "stalls.png",
                        "stalls.svg",
                        "traffic.png",
                        "traffic.svg",
                        "utilization.png",
                        "utilization.svg"),
                names);
        for (Path file : files) {
            if (file.toString().endsWith(".svg")) {
                String[] box = parse(Files.readString(file))
                        .getDocumentElement()
                        .getAttribute("viewBox")
                        .split(" ");
                Path png = Path.of(file.toString().replace(".svg", ".png"));
                BufferedImage image = ImageIO.read(png.toFile());
                assertEquals(Figure.SCALE * Integer.parseInt(box[2]), image.getWidth(), png.toString());
                assertEquals(Figure.SCALE * Integer.parseInt(box[3]), image.getHeight(), png.toString());
            }
        }
    }

    @Test
    void aRunOfNothingGivesNoChart(@TempDir Path folder) throws IOException {
        assertEquals(List.of(), Charts.write(Fixtures.empty(), folder, () -> false));
    }

    @Test
    void eachColourCoversItsShareOfThePicture() {
        BarChart chart = Charts.utilization(Fixtures.flashAttention());
        BufferedImage image = chart.figure(true).image();
        long busy = pixels(image, Palette.BLUE);
        long input = pixels(image, Palette.ORANGE);
        long memory = pixels(image, Palette.VERMILLION);
        long idle = pixels(image, Palette.GREY);
        assertTrue(busy > 10_000, "busy " + busy);
        // Of three rows: busy 68.4 + 31 + 2 = 101.4, input half of the rest, 99.3, memory and idle a fifth, 39.7.
        assertEquals(101.4 / 99.3, (double) busy / input, 0.05);
        assertEquals(1, (double) memory / idle, 0.05);
        assertTrue(pixels(image, Palette.YELLOW) > 50, "the legend shows what is too short to see");
        assertTrue(pixels(image, 0xFFFFFF) > (long) image.getWidth() * image.getHeight() / 3, "ground is white");
    }

    @ParameterizedTest
    @MethodSource("dev.headrace.reports.ResultJsonTest#results")
    void theCyclesOfEveryRowAddUpToAHundredPercent(Result result) {
        for (BarChart chart : List.of(Charts.utilization(result), Charts.stalls(result))) {
            for (int row = 0; row < chart.rows().size(); row++) {
                int at = row;
                double sum = chart.series().stream()
                        .mapToDouble(s -> s.values().get(at))
                        .sum();
                assertEquals(100, sum, 1e-9, chart.rows().get(row));
            }
        }
    }

    @Test
    void trafficIsScaledToAUnitThatTheAxisNames() {
        BarChart chart = Charts.traffic(Fixtures.flashAttention());
        assertEquals("moved (MB)", chart.axis());
        assertEquals(List.of("q", "k", "v", "o"), chart.rows());
        assertEquals(
                List.of(1.179648, 2.359296, 2.359296, 0.0),
                chart.series().get(0).values());
        assertEquals(1.179648, chart.series().get(1).values().get(3));
    }

    @Test
    void theTitleSaysWhatRanAndForHowLong() {
        assertEquals(
                "too-short on systolic-16x32-hbm2, kjv-decoder-s256, 4,321 cycles (deadlock)",
                Charts.stalls(Fixtures.deadlock()).subtitle());
    }

    @Test
    void namesFullOfMarkupGiveWellFormedSvgThatShowsThem() throws Exception {
        BarChart chart = Charts.stalls(Fixtures.awkward());
        Document document = parse(chart.figure(true).svgFile());
        assertFalse(chart.figure(true).svgFile().contains("<b>"));
        assertTrue(document.getDocumentElement()
                .getTextContent()
                .contains(chart.rows().get(0)));
    }

    @Test
    void theSameDrawingGivesTheSameBytesFromSeveralThreadsAtOnceToo() {
        BarChart chart = Charts.stalls(Fixtures.flashAttention());
        String once = chart.figure(true).svgFile();
        assertTrue(IntStream.range(0, 16)
                .parallel()
                .mapToObj(i -> chart.figure(true).svgFile())
                .allMatch(once::equals));
    }

    @Test
    void readersWhoCannotSeeAChartAreToldWhatItShows() throws Exception {
        BarChart chart = Charts.rows(Fixtures.flashAttention());
        Element root = parse(chart.figure(true).svgElement("x")).getDocumentElement();
        assertEquals("img", root.getAttribute("role"));
        assertEquals("xt", root.getAttribute("aria-labelledby"));
        assertEquals("DRAM rows: hits, misses, conflicts", root.getFirstChild().getTextContent());
        Node description = root.getFirstChild().getNextSibling();
        assertEquals(
                "Bars of share of column accesses (%). Rows: hbm. Parts: hit, miss, conflict",
                description.getTextContent());
    }

    @Test
    void barsSayTheirValuesWhenTheyArePointedAt() throws Exception {
        BarChart chart = Charts.rows(Fixtures.flashAttention());
        NodeList titles = parse(chart.figure(false).svgElement("x")).getElementsByTagName("title");
        List<String> said = IntStream.range(1, titles.getLength())
                .mapToObj(i -> titles.item(i).getTextContent())
                .toList();
        double hits = chart.series().get(0).values().get(0);
        assertTrue(
                said.contains("hbm, hit: " + Units.number(hits) + ", share of column accesses (%)"), said.toString());
    }

    @Test
    void blackIsTheColourOfThePageAndIdsAreThePicturesOwn() {
        Figure figure = Charts.stalls(Fixtures.flashAttention()).figure(false);
        String first = figure.svgElement("p1");
        assertTrue(first.contains("fill=\"currentColor\""), first);
        assertFalse(first.contains("\"black\""), first);
        assertTrue(figure.svgFile().contains("fill=\"black\""));
        String again = figure.svgElement("p2");
        Matcher ids = Pattern.compile("id=\"(\\w+)\"").matcher(first);
        int found = 0;
        while (ids.find()) {
            found++;
            assertFalse(again.contains("id=\"" + ids.group(1) + "\""), ids.group(1));
        }
        assertTrue(found > 2, "ids: " + found);
    }

    @Test
    void rowsOfTheSameNameStayApart() {
        BarChart.Series series = new BarChart.Series("s", Palette.BLUE, List.of(1.0, 1.0));
        BarChart same = new BarChart("t", "", "a (s)", 1, true, List.of("x", "x"), List.of(series));
        BarChart other = new BarChart("t", "", "a (s)", 1, true, List.of("x", "y"), List.of(series));
        long expected = pixels(other.figure(true).image(), Palette.BLUE);
        assertEquals(expected, pixels(same.figure(true).image(), Palette.BLUE), expected * 0.02);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1.2, 1.5", "2.36, 2.5", "10.1, 15", "0.007, 0.0075", "99, 100", "8, 10"})
    void axesEndWhereFifthsReadWell(double longest, double end) {
        assertEquals(end, BarChart.niceEnd(longest), 1e-12 * end);
    }

    @Test
    void aSeriesOfTheWrongLengthIsRefused() {
        List<BarChart.Series> series = List.of(new BarChart.Series("s", 0, List.of(1.0)));
        Exception e = assertThrows(
                IllegalArgumentException.class, () -> new BarChart("t", "", "a", 0, true, List.of("x", "y"), series));
        assertEquals("series 's': 1 values for 2 rows", e.getMessage());
    }

    static Document parse(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    private static long pixels(BufferedImage image, int rgb) {
        return Arrays.stream(image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                .filter(pixel -> (pixel & 0xFFFFFF) == rgb)
                .count();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0.25,0.25", "1250,'1,250'", "999999999,'999,999,999'", "1.2e12,1.2 T", "2e12,2 T", "1e9,1 G"})
    void ticksAreShort(double value, String text) {
        assertEquals(text, BarChart.tick(value));
    }
}
