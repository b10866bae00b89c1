package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparePageTest {
    @Test
    void twoDesignsAreRunAndComparedOnAPage(@TempDir Path dir) throws Exception {
        Terminal t = Terminal.run(
                "compare", "unfused", "flash-attention-2", "-w", "tiny", "--html", "--out", dir.toString());
        assertEquals(0, t.code(), t.err());
        String page = Files.readString(dir.resolve("comparison.html"));
        assertTrue(page.contains("<h1>unfused and flash-attention-2</h1>"));
        // Each said in the table that is printed and in the page.
        for (String line : t.out().lines().filter(l -> l.startsWith("cycles")).toList()) {
            for (String number : line.replaceFirst("cycles\\s+", "").split("\\s+")) {
                assertTrue(page.contains(number), number);
            }
        }
    }
}
