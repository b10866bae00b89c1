package dev.headrace.hw.cost.fpga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.simulator.spec.Hardware;
import dev.headrace.simulator.spec.InputException;
import dev.headrace.simulator.spec.JsonFile;
import dev.headrace.simulator.spec.Library;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FitTest {
    private static final Library LIBRARY = new Library(
            Path.of(System.getProperty("basedir", ".")).toAbsolutePath().getParent());

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"kv260", "zcu102", "u280"})
    void everyShippedBoardHasASourceForEveryNumber(String name) {
        Path file = LIBRARY.folder("hardware").resolve("boards").resolve(name + ".json");
        Board board = Board.read(file);
        assertTrue(board.luts() > 100_000);
        for (String field : List.of("luts", "flip_flops", "dsps", "brams", "urams")) {
            assertTrue(Objects.requireNonNull(board.sources()).containsKey(field), field);
        }
    }

    @Test
    void theScarcestResourceBinds() throws IOException {
        // 48 of 64 URAMs; everything else of a KV260 is hardly touched.
        Fit fit = fit(48, 1, "boards/kv260.json");
        assertTrue(fit.fits());
        assertEquals("fits KV260: URAM binds, 48 of 64", fit.verdict());
        assertEquals(List.of("pad"), fit.unknown());
    }

    @Test
    void copiesCountOnceForEachCoreAndThePlatformOnce() throws IOException {
        assertEquals(
                "does not fit KV260: URAM binds, 96 of 64",
                fit(48, 2, "boards/kv260.json").verdict());
        Fit large = fit(48, 2, "boards/u280.json");
        assertTrue(large.fits());
        assertEquals(4, large.sum().dsps());
    }

    @Test
    void aBoardWithoutUramsFitsNoneOfThem() throws IOException {
        Fit fit = fit(8, 1, "boards/zcu102.json");
        assertFalse(fit.fits());
        assertEquals("does not fit ZCU102: URAM binds, 8 of 0", fit.verdict());
    }

    @Test
    void hardwareWithoutABoardFitsEverywhere() throws IOException {
        Path file = Files.writeString(
                folder.resolve("h.json"), "{\"name\": \"h\", \"clocks\": {\"c\": {\"mhz\": 1}}, \"units\": {}}");
        assertNull(Fit.of(Hardware.build(JsonFile.read(file), LIBRARY)));
    }

    @Test
    void aBoardFileWithoutANumberIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("b.json"), "{\"name\": \"b\", \"luts\": 5}");
        String message =
                assertThrows(InputException.class, () -> Board.read(file)).getMessage();
        assertTrue(message.contains("flip_flops"), message);
    }

    private Fit fit(int urams, int cores, String board) throws IOException {
        String text = """
                {"name": "h", "clocks": {"c": {"mhz": 100}}, "cores": %d, "board": "%s",
                 "units": {"w": {"type": "uram", "planes": 1, "blocks": 1, "outputs": %d, "group": 3, "tables": 28, "lookups": 8},
                           "pad": {"type": "sram", "kib": 8, "banks": 2, "bytes_per_bank_cycle": 8}}}
                """.formatted(cores, board, urams * 2048); // 4096 words, two URAMs wide
        Path file = Files.writeString(folder.resolve("hw.json"), text);
        return Objects.requireNonNull(Fit.of(Hardware.build(JsonFile.read(file), LIBRARY)));
    }
}
