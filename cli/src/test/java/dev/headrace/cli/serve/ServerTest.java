package dev.headrace.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headrace.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTest {
    @TempDir
    static Path dir;

    private static Server server;
    private static final List<Throwable> BUGS = new ArrayList<>();

    @BeforeAll
    static void begin() throws IOException {
        Path shown = Files.createDirectory(dir.resolve("shown"));
        Files.writeString(dir.resolve("secret.json"), "{\"secret\": 1}");
        for (String design : List.of("unfused", "flash-attention-2")) {
            Terminal t = Terminal.run(
                    "run",
                    design,
                    "-w",
                    "tiny",
                    "--check",
                    "off",
                    "--out",
                    shown.resolve("a b").resolve(design).toString());
            assertEquals(0, t.code(), t.err());
        }
        Terminal t = Terminal.run(
                "sweep",
                "matmul",
                "-w",
                "tiny",
                "--check",
                "off",
                "--axis",
                "hardware.units.array.rows=8,32,128",
                "--keep",
                "results",
                "--out",
                shown.resolve("sweep").toString());
        assertEquals(0, t.code(), t.err());
        Files.createSymbolicLink(shown.resolve("out.json"), dir.resolve("secret.json"));
        Files.createSymbolicLink(shown.resolve("outside"), dir);
        Path linked = Files.createDirectory(shown.resolve("linked"));
        Files.createSymbolicLink(linked.resolve("result.json"), dir.resolve("secret.json"));
        Files.writeString(Files.createDirectory(shown.resolve(".hidden")).resolve("x.json"), "{}");
        Files.writeString(Files.createDirectory(shown.resolve("broken")).resolve("result.json"), "{ \"schema\"");
        server = new Server(shown, 0, BUGS::add);
    }

    @AfterAll
    static void end() {
        server.close();
        assertEquals(List.of(), BUGS);
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.address() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A request as it is written, whatever a client would make of it; the whole answer. */
    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            ByteArrayOutputStream in = new ByteArrayOutputStream();
            socket.getInputStream().transferTo(in);
            return in.toString(StandardCharsets.UTF_8);
        }
    }

    private static String raw(String method, String path) throws IOException {
        return raw(method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                + "\r\nConnection: close\r\n\r\n");
    }

    private static int status(String answer) {
        return Integer.parseInt(answer.substring(9, 12));
    }

    @Test
    void theIndexListsResultsAndSweeps() throws Exception {
        HttpResponse<String> index = get("");
        assertEquals(200, index.statusCode());
        assertTrue(index.body().contains("<a href=\"/result/a%20b/unfused\">a b/unfused</a>"), index.body());
        assertTrue(index.body().contains("<a href=\"/sweep/sweep\">sweep</a>"));
        assertTrue(index.body().contains("cannot be read"), "the broken one");
        assertFalse(index.body().contains("<script"));
        assertFalse(index.body().contains("linked"), "a link is no result");
    }

    @Test
    void aResultIsThePageThatTheReportMakes() throws Exception {
        HttpResponse<String> page = get("result/a%20b/flash-attention-2");
        assertEquals(200, page.statusCode());
        assertEquals(Files.readString(dir.resolve("shown/a b/flash-attention-2/report.html")), page.body());
    }

    @Test
    void aTableSortsAndFiltersByItsAddress() throws Exception {
        String byCycles = get("?sort=cycles").body();
        int fast = byCycles.indexOf("a b/flash-attention-2<");
        int slow = byCycles.indexOf("a b/unfused<");
        assertTrue(0 < fast && fast < slow, "flash-attention-2 has fewer cycles");
        String down = get("?sort=cycles&down=1").body();
        assertTrue(down.indexOf("a b/flash-attention-2<") > down.indexOf("a b/unfused<"));
        String filtered = get("?filter=FLASH").body();
        assertTrue(filtered.contains("a b/flash-attention-2<") && !filtered.contains("a b/unfused<"));
        assertTrue(filtered.contains("1 of 3"), filtered);
        String odd = get("?filter=%22%3E%3Cscript%3E&sort=nothing&page=-3").body();
        assertFalse(odd.contains("<script>"));
        assertTrue(odd.contains("&quot;&gt;&lt;script&gt;") || odd.contains("&#34;"), odd);
    }

    @Test
    void aSweepLeadsFromEachPointToItsPage() throws Exception {
        String sweep = get("sweep/sweep").body();
        Matcher point = Pattern.compile("href=\"(/sweep/sweep/point/(\\d+))\"").matcher(sweep);
        int points = 0;
        while (point.find()) {
            points++;
            HttpResponse<String> page = get(point.group(1).substring(1));
            assertEquals(200, page.statusCode());
            assertTrue(page.body().contains("<h1>matmul on"), page.body().substring(0, 200));
        }
        assertEquals(3, points);
        assertEquals(404, get("sweep/sweep/point/99").statusCode());
        assertEquals(404, get("sweep/sweep/point/x").statusCode());
    }

    @Test
    void aPointWhoseResultIsGoneSaysHowToRunIt() throws Exception {
        Path copy = Files.createDirectories(dir.resolve("shown/bare"));
        for (String name : List.of("journal.jsonl", "sweep.json")) {
            Files.copy(dir.resolve("shown/sweep").resolve(name), copy.resolve(name));
        }
        String page = get("sweep/bare/point/1").body();
        assertTrue(page.contains("headrace run matmul"), page);
        assertTrue(page.contains("array.rows=32"), page);
    }

    @Test
    void chosenResultsAreCompared() throws Exception {
        HttpResponse<String> page = get("compare?r=a+b%2Funfused&r=a+b%2Fflash-attention-2");
        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains("What came out differently"));
        assertEquals(422, get("compare?r=a+b%2Funfused").statusCode());
        assertEquals(404, get("compare?r=a+b%2Funfused&r=..%2Fsecret").statusCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/file/../secret.json",
                "/file/%2e%2e/secret.json",
                "/file/%2E%2E%2Fsecret.json",
                "/file/..%2fsecret.json",
                "/file/..%5csecret.json",
                "/file/..\\secret.json",
                "/file/%252e%252e/secret.json",
                "/file/a%20b/../../secret.json",
                "/file//etc/passwd",
                "/file/%2fetc%2fpasswd",
                "/file/etc%00/../secret.json",
                "/file/secret.json%00",
                "/file/%00",
                "/file/out.json",
                "/file/outside/secret.json",
                "/file/.hidden/x.json",
                "/file/%c0%ae%c0%ae/secret.json",
                "/file/%u002e%u002e/secret.json",
                "/file/",
                "/file",
                "/result/linked",
                "/result/outside",
                "/result/..",
                "/result/%2e%2e",
                "/result/",
                "/sweep/../sweep",
                "/sweep/outside",
                "/sweep/a%20b/unfused",
                "/nothing"
            })
    void nothingOutsideOfTheFolderIsShown(String path) throws IOException {
        String answer = raw("GET", path);
        assertTrue(
                List.of(400, 404).contains(status(answer)),
                path + ": " + answer.lines().findFirst());
        assertFalse(answer.contains("\"secret\""), path);
        assertFalse(answer.contains("root:"), path);
    }

    @Test
    void filesInsideAreHandedOutWholeOrInPart() throws Exception {
        Path file = dir.resolve("shown/a b/unfused/result.json");
        HttpResponse<String> whole = get("file/a%20b/unfused/result.json");
        assertEquals(Files.readString(file), whole.body());
        assertEquals(
                "application/json", whole.headers().firstValue("Content-Type").orElse(""));
        HttpResponse<String> part = get("file/a%20b/unfused/result.json", "Range", "bytes=2-9");
        assertEquals(206, part.statusCode());
        assertEquals(Files.readString(file).substring(2, 10), part.body());
        assertEquals(
                "bytes 2-9/" + Files.size(file),
                part.headers().firstValue("Content-Range").orElse(""));
        assertEquals(
                416,
                get("file/a%20b/unfused/result.json", "Range", "bytes=99999999-")
                        .statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"})
    void onlyGetAndHeadAreAnswered(String method) throws IOException {
        String answer = raw(method, "/");
        assertEquals(405, status(answer), answer);
        assertTrue(answer.contains("Allow: GET, HEAD"), answer);
    }

    @Test
    void headHasTheHeadersAlone() throws IOException {
        String answer = raw("HEAD", "/file/a%20b/unfused/result.json");
        assertEquals(200, status(answer));
        assertTrue(answer.endsWith("\r\n\r\n"), answer);
        assertTrue(answer.contains("Content-length: " + Files.size(dir.resolve("shown/a b/unfused/result.json")))
                || answer.contains("Content-Length: " + Files.size(dir.resolve("shown/a b/unfused/result.json"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "evil.example:PORT", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:PORT"})
    void aHostThatIsNotThisMachineIsRefused(String host) throws IOException {
        String answer = raw("GET / HTTP/1.1\r\nHost: " + host.replace("PORT", "" + server.port())
                + "\r\nConnection: close\r\n\r\n");
        assertEquals(421, status(answer), answer);
        assertFalse(answer.contains("unfused"));
    }

    @Test
    void requestsWithoutAHostAreRefusedAndLocalhostIsNot() throws IOException {
        assertEquals(421, status(raw("GET / HTTP/1.0\r\n\r\n")));
        assertEquals(
                200,
                status(raw("GET / HTTP/1.1\r\nHost: localhost:" + server.port() + "\r\nConnection: close\r\n\r\n")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "result/a%20b/unfused", "file/a%20b/unfused/graph.svg", "file/nothing.json"})
    void everyAnswerIsHeldTight(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
        assertTrue(policy.startsWith("default-src 'none'"), policy);
        assertTrue(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"), policy);
        assertFalse(policy.contains("script-src 'unsafe"), policy);
        // The index alone has forms, which go nowhere else.
        assertTrue(policy.contains(path.isEmpty() ? "form-action 'self'" : "form-action 'none'"), policy);
        assertEquals(policy.indexOf("form-action"), policy.lastIndexOf("form-action"), "the first would count alone");
        assertEquals(
                "nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""));
        assertEquals(
                "no-referrer", answer.headers().firstValue("Referrer-Policy").orElse(""));
        assertEquals(
                "same-origin",
                answer.headers().firstValue("Cross-Origin-Resource-Policy").orElse(""));
        assertTrue(answer.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
    }

    @Test
    void itListensOnTheLoopbackAddressAlone() throws Exception {
        assertTrue(server.address().startsWith("http://127.0.0.1:"));
        List<InetAddress> others = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(a -> !a.isLoopbackAddress() && a instanceof Inet4Address)
                .toList();
        for (InetAddress other : others) {
            assertThrows(IOException.class, () -> new Socket(other, server.port()).close(), other.toString());
        }
    }

    @Test
    void aResultThatIsBrokenIsSaidToBeSo() throws Exception {
        HttpResponse<String> page = get("result/broken");
        assertEquals(422, page.statusCode());
        assertTrue(page.body().contains("Cannot be shown"), page.body());
    }

    @Test
    void percentSignsAreUndoneOnce() {
        assertEquals("/a b", Server.decoded("/a%20b", false));
        assertEquals("%2e", Server.decoded("%252e", false));
        assertEquals("a b", Server.decoded("a+b", true));
        assertEquals("a+b", Server.decoded("a+b", false));
        assertEquals(null, Server.decoded("%zz", false));
        assertEquals(null, Server.decoded("%2", false));
        assertEquals(null, Server.decoded("%ff", false));
    }
}
