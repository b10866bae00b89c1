package dev.headrace.cli.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.Terminal;
import dev.headrace.reports.ResultJson;
import dev.headrace.reports.Units;
import dev.headrace.simulator.explain.Activity;
import dev.headrace.simulator.run.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** Pages as a browser has them: on a telephone and on a desk, with the eyes and without, by mouse and by keyboard. */
class PagesTest {
    /** Runs, each of about a second. */
    private static final Map<String, String> RUNS = new TreeMap<>(Map.of(
            "flash-attention-2", "flash-attention-2 --workload tiny",
            "streaming", "streaming-sdpa-memory-free --set workload.shape.queries=32",
            "spatten", "spatten --workload spatten-select --set workload.shape.heads=32",
            "tellme", "tellme-v2-prefill --check off --set workload.shape.layers=1",
            "deadlock", "streaming-sdpa-naive --no-mend --set buffers.E->P.tiles=400"));

    @TempDir
    static Path folder;

    private static Browser browser;

    @BeforeAll
    static void start() {
        browser = Browser.start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    /** The folder of a run, made when it is first asked for. */
    private static Path run(String name) {
        Path out = folder.resolve(name);
        if (!Files.exists(out)) {
            String command = "run " + RUNS.get(name) + " --timeline --quiet --out " + out;
            Terminal t = Terminal.run(command.split(" "));
            assertTrue(Files.exists(out.resolve("report.html")), t.err());
        }
        return out;
    }

    @ParameterizedTest
    @CsvSource({
        "flash-attention-2, 375, false",
        "flash-attention-2, 1440, true",
        "streaming, 375, true",
        "streaming, 1440, false",
        "spatten, 375, false",
        "spatten, 1440, false",
        "tellme, 375, false",
        "tellme, 1440, true",
        "deadlock, 375, true",
        "deadlock, 1440, false"
    })
    void pageIsReadable(String name, int width, boolean dark) throws IOException {
        Path out = run(name);
        Result result = ResultJson.read(out.resolve("result.json"));
        browser.open(out.resolve("report.html"), width, dark);
        assertEquals(List.of(), browser.complaints(), "nothing is logged");
        assertEquals(
                List.of(out.resolve("report.html").toUri().toString()),
                browser.requests(),
                "nothing else is asked for");
        assertEquals(List.of(), browser.ask("""
                const wide = [], most = document.documentElement.clientWidth;
                for (const e of document.body.querySelectorAll('*')) {
                  if (e.getBoundingClientRect().right > most + 0.5 && !e.closest('[tabindex] *')) {
                    wide.push(e.tagName + '.' + e.getAttribute('class') + ' ' + e.textContent.slice(0, 40));
                  }
                }
                if (document.documentElement.scrollWidth > most) { wide.push('page'); }
                return wide;
                """), "nothing is wider than the screen");
        assertNumbers(result);
        if (width < 1000) {
            assertEquals(List.of(), browser.barriers(), "nobody is kept out");
        }
        String pictures = System.getProperty("headrace.pictures", "");
        if (!pictures.isEmpty()) {
            browser.picture(Path.of(pictures, name + "-" + width + (dark ? "-dark" : "") + ".png"), width, 4000);
        }
    }

    @Test
    void timelineIsMovedByKeyboardAndMouse() throws IOException {
        Path out = run("flash-attention-2");
        Result result = ResultJson.read(out.resolve("result.json"));
        browser.open(out.resolve("report.html"), 1440, false);
        assertEquals("0", shown("from"));
        assertEquals(Long.toString(result.cycles()), shown("to"));
        browser.ask("document.getElementById('timeline-view').focus()");
        browser.press("+");
        double from = Double.parseDouble(shown("from"));
        double to = Double.parseDouble(shown("to"));
        assertEquals(result.cycles() / 2.0, to - from, 1e-6, "half of the run");
        assertEquals(result.cycles() / 4.0, from, 1e-6, "around its middle");
        browser.press(Keys.ARROW_RIGHT);
        assertEquals(from + 0.2 * (to - from), Double.parseDouble(shown("from")), 1e-6, "a fifth to the right");
        browser.press("-");
        browser.press(Keys.HOME);
        assertEquals("0", shown("from"));
        assertEquals(Long.toString(result.cycles()), shown("to"));
        assertFirings(result);
        browser.ask("document.querySelector('[aria-label=\"zoom in\"]').click()");
        assertEquals(result.cycles() / 2.0, Double.parseDouble(shown("to")) - Double.parseDouble(shown("from")), 1e-6);
        assertEquals(List.of(), browser.complaints());
    }

    private static String shown(String edge) {
        return browser.ask("return document.getElementById('timeline-view').dataset[arguments[0]]", edge)
                .toString();
    }

    /** Down from the first unit to S, and from firing to firing: what is read out is what the file says. */
    private static void assertFirings(Result result) {
        Activity activity = Objects.requireNonNull(result.activity());
        int operator = 0;
        while (!activity.operators().get(operator).name().equals("S")) {
            operator++;
        }
        long units = activity.units().stream().filter(u -> u.first() >= 0).count();
        for (int down = 0; down < units + operator; down++) {
            browser.press(Keys.ARROW_DOWN);
        }
        List<List<Long>> firings = activity.windows().get(0).firings().get(operator);
        assertEquals(2, firings.size(), "two heads of one tile");
        for (List<Long> firing : firings) {
            browser.press("n");
            String told = browser.ask("return document.querySelector('.tl-live').textContent")
                    .toString();
            String tile = "S[h " + firing.get(5) + ", q " + firing.get(6) + ", k " + firing.get(7) + "], firing "
                    + firing.get(0) + ": ready at cycle " + firing.get(1);
            assertTrue(told.startsWith(tile), told + " does not start with " + tile);
            assertTrue(told.contains("takes at cycle " + firing.get(2)), told);
            assertTrue(
                    told.endsWith(
                            "busy " + (firing.get(4) - firing.get(3)) + " cycles to " + Units.count(firing.get(4))),
                    told);
        }
    }

    /** Cycles, and for each unit its share of busy cycles, are on the page as in the file. */
    private static void assertNumbers(Result result) {
        Object cards = browser.ask("return document.querySelector('.cards').textContent");
        assertTrue(cards.toString().contains(Units.count(result.cycles())), cards.toString());
        Object rows = browser.ask("""
                const rows = {};
                for (const region of document.querySelectorAll('[aria-label="Units: where their cycles went"]')) {
                  for (const row of region.querySelectorAll('tbody tr')) {
                    rows[row.cells[0].textContent] = Array.from(row.cells, c => c.textContent).join('|');
                  }
                }
                return rows;
                """);
        Map<?, ?> shown = (Map<?, ?>) rows;
        assertEquals(result.units().keySet(), shown.keySet());
        result.units().forEach((unit, u) -> {
            String busy = "|" + Units.percent(u.utilization()) + "|";
            assertTrue(shown.get(unit).toString().contains(busy), unit + " " + busy + " in " + shown.get(unit));
        });
    }
}
