package dev.headrace.cli.serve;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * HTTP of a {@link Site}, for this machine alone. Pages of other origins cannot read it: requests that name another host are
 * refused, which is how a name that is rebound to this machine is told, and nothing may be framed or fetched across origins.
 */
public final class Server implements AutoCloseable {
    private static final int THREADS = 4;
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{0,18})");

    private final HttpServer http;
    private final Site site;
    private final Consumer<Throwable> bugs;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, work -> {
        Thread thread = new Thread(work, "serve");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch over = new CountDownLatch(1);

    /**
     * Begins to listen on the loopback address.
     *
     * @param port 0 for any that is free
     * @param bugs told of what should never happen
     * @throws java.net.BindException if the port is taken
     * @throws IOException if there is no such folder
     */
    public Server(Path folder, int port, Consumer<Throwable> bugs) throws IOException {
        this.site = new Site(new ServedFolder(folder));
        this.bugs = bugs;
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    /** The port that it listens at. */
    public int port() {
        return http.getAddress().getPort();
    }

    /** Where a browser finds it. */
    public String address() {
        return "http://127.0.0.1:" + port() + "/";
    }

    /** Waits until it is closed. */
    public void await() throws InterruptedException {
        over.await();
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
        over.countDown();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer;
            try {
                answer = answer(exchange);
            } catch (RuntimeException | Error e) {
                bugs.accept(e);
                answer = Answer.error(500, "This is a bug of Headrace: " + e);
            }
            send(exchange, answer);
        }
    }

    private Answer answer(HttpExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        Set<String> ours = Set.of("127.0.0.1:" + port(), "localhost:" + port(), "[::1]:" + port());
        if (host == null || !ours.contains(host.toLowerCase(Locale.ROOT))) {
            return Answer.error(421, "This is not the host that was asked for");
        }
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return Answer.error(405, "Only GET and HEAD");
        }
        String path = decoded(exchange.getRequestURI().getRawPath(), false);
        Map<String, String> query = new LinkedHashMap<>();
        List<String> chosen = new ArrayList<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String part : raw == null || raw.isEmpty() ? new String[0] : raw.split("&")) {
            String[] pair = part.split("=", 2);
            String key = decoded(pair[0], true);
            String value = decoded(pair.length > 1 ? pair[1] : "", true);
            if (key == null || value == null) {
                return Answer.error(400, "An address that makes no sense");
            }
            if (key.equals("r")) {
                chosen.add(value);
            } else {
                query.put(key, value);
            }
        }
        return path == null ? Answer.error(400, "An address that makes no sense") : site.of(path, query, chosen);
    }

    /** Percent signs undone, once; null if they do not stand for UTF-8. */
    static @Nullable String decoded(String raw, boolean plus) {
        byte[] bytes = new byte[raw.length() * 3];
        int n = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                if (i + 2 >= raw.length() || !raw.substring(i + 1, i + 3).matches("[0-9A-Fa-f]{2}")) {
                    return null;
                }
                bytes[n++] = (byte) Integer.parseInt(raw.substring(i + 1, i + 3), 16);
                i += 2;
            } else if (c > 0x7e) {
                return null;
            } else {
                bytes[n++] = (byte) (plus && c == '+' ? ' ' : c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, n))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.type());
        headers.set("Content-Security-Policy", answer.policy());
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
        boolean body = !exchange.getRequestMethod().equals("HEAD");
        Path file = answer.file();
        if (file == null) {
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            if (!body) {
                headers.set("Content-Length", String.valueOf(bytes.length));
            }
            exchange.sendResponseHeaders(answer.status(), body ? bytes.length : -1);
            if (body) {
                exchange.getResponseBody().write(bytes);
            }
            return;
        }
        try (FileChannel channel = FileChannel.open(file)) {
            part(exchange, answer, channel, body);
        }
    }

    /** A file, or the range of it that was asked for, so that a large one need not be read whole. */
    private static void part(HttpExchange exchange, Answer answer, FileChannel channel, boolean body)
            throws IOException {
        Headers headers = exchange.getResponseHeaders();
        long size = channel.size();
        long from = 0;
        long to = size - 1;
        int status = answer.status();
        headers.set("Accept-Ranges", "bytes");
        String asked = exchange.getRequestHeaders().getFirst("Range");
        Matcher range = RANGE.matcher(asked == null ? "" : asked);
        if (range.matches()) {
            from = Long.parseLong(range.group(1));
            to = range.group(2).isEmpty() ? to : Math.min(to, Long.parseLong(range.group(2)));
            if (from > to) {
                headers.set("Content-Range", "bytes */" + size);
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            status = 206;
            headers.set("Content-Range", "bytes " + from + "-" + to + "/" + size);
        }
        long length = to - from + 1;
        if (!body || length == 0) {
            headers.set("Content-Length", String.valueOf(length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, length);
        OutputStream out = exchange.getResponseBody();
        channel.transferTo(from, length, Channels.newChannel(out));
        out.flush();
    }
}
