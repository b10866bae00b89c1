package dev.headrace.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.dataflow.DataflowGraph;
import dev.headrace.simulator.dataflow.DataflowGraph.Stream;
import dev.headrace.simulator.run.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class DataflowChartsTest {
    /** A run with a chain of all its operators, in their order. */
    private static Result chained(Result r) {
        List<String> names = List.copyOf(r.operators().keySet());
        List<Stream> streams = new ArrayList<>();
        List<String> channels = List.copyOf(r.channels().keySet());
        for (int i = 0; i + 1 < names.size(); i++) {
            String channel = i < channels.size() ? channels.get(i) : "order " + i;
            streams.add(new Stream(names.get(i), names.get(i + 1), channel, i < channels.size() ? 64 : 0, null));
        }
        return r.with(new DataflowGraph(names.isEmpty() ? Map.of() : Map.of(names.get(0), "q"), streams));
    }

    private static List<String> texts(Chart chart, String tag) throws Exception {
        Document document = ChartsTest.parse(chart.figure(true).svgFile());
        NodeList found = document.getElementsByTagName(tag);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            texts.add(found.item(i).getTextContent());
        }
        return texts;
    }

    @Test
    void aResultThatDoesNotSayWhatLeadsWhereHasNoGraph() {
        assertTrue(DataflowCharts.of(Fixtures.flashAttention()).isEmpty());
        assertFalse(HtmlPage.of(Fixtures.flashAttention()).contains("class=\"graph\""));
    }

    @Test
    void everyOperatorStandsThereByItsNameAndEveryFifoWithItsPlaces() throws Exception {
        Result r = chained(Fixtures.flashAttention());
        List<String> drawn = texts(DataflowCharts.of(r), "text");
        assertTrue(drawn.containsAll(r.operators().keySet()), drawn.toString());
        String first = r.channels().keySet().iterator().next();
        Result.ChannelResult c = r.channels().get(first);
        assertTrue(drawn.contains(Units.count(c.peakTokens()) + " of " + Units.count(c.capacity())), drawn.toString());
        assertTrue(drawn.contains(Units.count(c.tokens()) + " x 64 B"), drawn.toString());
        assertTrue(drawn.contains("q"), "the tensor");
        assertTrue(HtmlPage.of(r).contains("<figure class=\"graph\" tabindex=\"0\" role=\"region\""));
    }

    @Test
    void bytesOfATensorAreThoseOfItsMemory() throws Exception {
        Result r = Fixtures.flashAttention();
        String memory = r.memories().keySet().iterator().next();
        long read = r.memories().get(memory).byTensor().get("q").readBytes();
        Result.OperatorResult one = r.operators().values().iterator().next();
        Result.OperatorResult load =
                new Result.OperatorResult("load", memory, 1, one.firings(), one.busyCycles(), one.stalls());
        DataflowGraph graph = new DataflowGraph(Map.of("Q", "q"), List.of());
        Chart chart = DataflowCharts.of(Fixtures.with(r, Map.of("Q", load)).with(graph));
        List<String> drawn = texts(chart, "text");
        assertTrue(drawn.contains(Units.bytes(read) + " read"), drawn.toString());
        assertTrue(drawn.contains("in " + memory), drawn.toString());
    }

    @Test
    void aDeadlockIsDrawnAsACircleAndSaysWhoWaitsForWhom() throws Exception {
        Result r = Fixtures.deadlock();
        List<Stream> streams = new ArrayList<>();
        for (Result.Wait w : r.deadlock().circle()) {
            boolean room = w.reason().equals("room");
            streams.add(new Stream(room ? w.operator() : w.on(), room ? w.on() : w.operator(), w.channel(), 8, null));
        }
        Chart chart = DataflowCharts.of(r.with(new DataflowGraph(Map.of(), streams)));
        List<String> drawn = texts(chart, "text");
        int number = 0;
        for (Result.Wait w : r.deadlock().circle()) {
            String line = ++number + ". " + w.operator() + " waits for ";
            assertTrue(drawn.stream().anyMatch(t -> t.startsWith(line) && t.contains(w.on())), line + " in " + drawn);
        }
        assertTrue(chart.description().contains("Standing out: "), chart.description());
        String page = HtmlPage.of(r.with(new DataflowGraph(Map.of(), streams)));
        assertTrue(page.contains("The circle of waiting"));
    }

    @ParameterizedTest
    @MethodSource("dev.headrace.reports.ResultJsonTest#results")
    void theSameGraphIsTheSameBytesAndNamesAreEscaped(Result result) throws Exception {
        Chart chart = DataflowCharts.of(chained(result));
        if (!chart.isEmpty()) {
            String svg = chart.figure(true).svgFile();
            assertEquals(svg, DataflowCharts.of(chained(result)).figure(true).svgFile());
            ChartsTest.parse(svg);
            assertFalse(svg.contains("<script") || svg.contains("<b>"), "names are text");
        }
    }

    @Test
    void manyOperatorsAreDrawnByKindAndUnit() throws Exception {
        Result r = many(3000, 4);
        Chart chart = DataflowCharts.of(r);
        List<String> drawn = texts(chart, "text");
        assertTrue(drawn.contains("3,000 operators; those of one kind on one unit are drawn as one"), drawn.toString());
        // 3,000 over four kinds on one unit each.
        assertTrue(drawn.contains("750 x kind0"), drawn.toString());
        // A chain through the kinds in turn: 2,999 streams, the last of the fourth to the first missing one.
        assertTrue(drawn.contains("750 streams") && drawn.contains("749 streams"), drawn.toString());
    }

    @Test
    void moreKindsThanCanBeSeenAreLeftOut() {
        assertTrue(DataflowCharts.of(many(300, 300)).isEmpty());
        assertTrue(HtmlPage.of(many(300, 300)).contains("300 kinds of operators: too many to be drawn"));
    }

    private static Result many(int operators, int kinds) {
        Result r = Fixtures.flashAttention();
        Result.OperatorResult one = r.operators().values().iterator().next();
        Map<String, Result.OperatorResult> all = new LinkedHashMap<>();
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < operators; i++) {
            String kind = "kind" + i % kinds;
            all.put(
                    "op" + i,
                    new Result.OperatorResult(
                            kind, "unit", one.instances(), one.firings(), one.busyCycles(), one.stalls()));
            if (i > 0) {
                streams.add(new Stream("op" + (i - 1), "op" + i, "c" + i, 8, null));
            }
        }
        return Fixtures.with(r, all).with(new DataflowGraph(Map.of(), streams));
    }
}
