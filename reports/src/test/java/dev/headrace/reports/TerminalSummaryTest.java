package dev.headrace.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.run.Result;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TerminalSummaryTest {
    @Test
    void aCompleteRunReadsLikeThis() throws IOException {
        GoldenFiles.check("flash-attention.txt", TerminalSummary.of(Fixtures.flashAttention(), Style.plain()));
    }

    @Test
    void aDeadlockIsExplainedLikeThis() throws IOException {
        GoldenFiles.check("deadlock.txt", TerminalSummary.of(Fixtures.deadlock(), Style.plain()));
    }

    @Test
    void manyCoresReadLikeThisOnAnAsciiTerminal() throws IOException {
        GoldenFiles.check("many-cores-ascii.txt", TerminalSummary.of(Fixtures.manyCores(), Style.of(false, true)));
    }

    @Test
    void aRunOfNothingReadsLikeThis() throws IOException {
        GoldenFiles.check("empty.txt", TerminalSummary.of(Fixtures.empty(), Style.plain()));
    }

    @Test
    void layersAroundAttentionThatKeepAsMuchAreOneRow() throws IOException {
        GoldenFiles.check("pruned.txt", TerminalSummary.of(Fixtures.pruned(), Style.plain()));
    }

    @Test
    void aGoldenMissIsRed() {
        String text = TerminalSummary.of(Fixtures.wrong(), Style.of(true, false));
        assertTrue(text.contains("\u001b[1;31mMISSED: max error 2.50e-01, over 3.40e-03"), text);
    }

    @Test
    void theBusiestUnitSaysWhatItWaitsFor() {
        // 1,234,567 cycles less 844,443 busy leave 390,124, half of them (195,062 = 15.8%) waiting for input.
        String text = TerminalSummary.of(Fixtures.flashAttention(), Style.plain());
        assertTrue(text.contains("array, 68.4% of cycles; otherwise it mostly waits for input (15.8%)"), text);
    }

    @Test
    void imbalanceIsTheWaitOfAnAverageCoreForTheLast() {
        // Mean of 1,100,000, 1,234,567, 1,000,000 and 1,200,000 is 1,133,641.75.
        String text = TerminalSummary.of(Fixtures.manyCores(), Style.plain());
        assertTrue(text.contains("1,000,000 / 1,133,642 / 1,234,567 cycles"), text);
        assertTrue(text.contains("100,925 cycles (max - mean), 8.2%"), text);
    }

    @ParameterizedTest
    @MethodSource("dev.headrace.reports.ResultJsonTest#results")
    void noLineIsWiderThanAHundredColumns(Result result) {
        for (boolean ascii : new boolean[] {false, true}) {
            TerminalSummary.of(result, Style.of(false, ascii))
                    .lines()
                    .forEach(line -> assertTrue(line.codePointCount(0, line.length()) <= 100, line));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.headrace.reports.ResultJsonTest#results")
    void colourChangesNoVisibleCharacter(Result result) {
        String coloured = TerminalSummary.of(result, Style.of(true, false));
        assertEquals(TerminalSummary.of(result, Style.plain()), coloured.replaceAll("\u001b\\[[0-9;]*m", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "room ! f ! 2 ! 2 ! P ! S waits for room in f (full, 2 of 2 tokens), which P should empty",
                "input ! f ! 0 ! 4 ! P ! S waits for input from f (empty, 0 of 4 tokens), which P should fill",
                "input ! f ! 1 ! -1 ! P ! S waits for input from f (1 tokens), which P should fill",
                "unit ! '' ! 0 ! 0 ! P ! S waits for its unit, which P holds",
                "memory ! hbm ! 3 ! 8 ! '' ! S waits for memory at hbm (3 of 8 tokens)",
                "luck ! '' ! 0 ! 0 ! P ! S waits for luck, on P",
            })
    void eachWaitIsASentence(String reason, String channel, long occupancy, long capacity, String on, String text) {
        assertEquals(text, Deadlocks.sentence(new Result.Wait("S", reason, channel, occupancy, capacity, on)));
    }
}
