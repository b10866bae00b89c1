package dev.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.reports.Style;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {
    @TempDir
    Path dir;

    @Test
    void aPortThatIsTakenIsRefused() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Terminal t = Terminal.run("serve", dir.toString(), "--port", "" + taken.getLocalPort());
            assertEquals(2, t.code());
            assertEquals(
                    "headrace: --port " + taken.getLocalPort()
                            + ": taken by another program; allowed: another port, or 0 for any that is free",
                    t.complaint());
        }
    }

    @Test
    void whatIsNoFolderAndNoPortIsRefused() throws Exception {
        assertTrue(Terminal.run("serve", dir.resolve("none").toString())
                .complaint()
                .contains("cannot be shown"));
        Path file = Files.createFile(dir.resolve("file"));
        assertEquals(2, Terminal.run("serve", file.toString()).code());
        assertTrue(Terminal.run("serve", dir.toString(), "--port", "65536")
                .complaint()
                .contains("allowed: 0 to 65535"));
    }

    @Test
    void itAnswersUntilItIsInterrupted() throws Exception {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Interrupts interrupts = new Interrupts();
        Context context = new Context(
                Terminal.HOME,
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                Style.plain(),
                false,
                0,
                interrupts);
        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> {
            try {
                return Headrace.execute(context, "serve", dir.toString(), "--port", "0");
            } finally {
                interrupts.end();
            }
        });
        Matcher address = Pattern.compile("http://127[.]0[.]0[.]1:\\d+/").matcher("");
        while (!address.reset(out.toString()).find() && !code.isDone()) {
            Thread.onSpinWait();
        }
        HttpResponse<String> page = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address.group())).build(),
                        HttpResponse.BodyHandlers.ofString());
        assertEquals(200, page.statusCode());
        interrupts.interrupt();
        assertEquals(0, code.get(), err.toString());
    }
}
