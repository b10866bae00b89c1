package dev.headrace.cli.laws;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads a Perfetto trace by the public field numbers alone, and knows nothing of what wrote it. */
final class PerfettoReader {
    /** A track; the parent of one at the top is 0. */
    record Track(long id, long parent, String name, String process, boolean counter) {}

    /** A slice, or with {@code to} = {@code from} an instant. */
    record Slice(
            Track track,
            String category,
            String name,
            long from,
            long to,
            Map<String, Object> args,
            List<Long> sends,
            List<Long> gets) {}

    /** A value of a counter. */
    record Value(long at, double value) {}

    final Map<Long, Track> tracks = new LinkedHashMap<>();
    final List<Slice> slices = new ArrayList<>();
    final List<Slice> instants = new ArrayList<>();
    final Map<Track, List<Value>> counters = new LinkedHashMap<>();
    private final Map<Integer, Map<Long, String>> names = new HashMap<>();
    private final Map<Track, Deque<Slice>> open = new HashMap<>();

    static PerfettoReader read(Path file) throws IOException {
        PerfettoReader reader = new PerfettoReader();
        List<UnknownFieldSet> events = new ArrayList<>();
        for (ByteString packet : bytes(UnknownFieldSet.parseFrom(Files.readAllBytes(file)), 1)) {
            UnknownFieldSet p = UnknownFieldSet.parseFrom(packet);
            for (ByteString descriptor : bytes(p, 60)) {
                reader.track(UnknownFieldSet.parseFrom(descriptor));
            }
            if (p.hasField(12)) {
                reader.intern(message(p, 12));
            }
            if (p.hasField(11)) {
                events.add(p);
            }
        }
        // A viewer sorts by time, and leaves events of one time in the order of the file.
        events.stream()
                .sorted((a, b) -> Long.compare(number(a, 8), number(b, 8)))
                .forEach(p -> reader.event(number(p, 8), message(p, 11)));
        if (!reader.open.values().stream().allMatch(Deque::isEmpty)) {
            throw new IOException("a slice is left open");
        }
        return reader;
    }

    private void track(UnknownFieldSet t) {
        String process = t.hasField(3) ? text(message(t, 3), 6) : "";
        String name = t.hasField(2) ? text(t, 2) : process;
        long parent = t.hasField(5) ? number(t, 5) : 0;
        tracks.put(number(t, 1), new Track(number(t, 1), parent, name, process, t.hasField(8)));
    }

    private void intern(UnknownFieldSet data) {
        data.asMap()
                .forEach((kind, field) -> field.getLengthDelimitedList().forEach(entry -> {
                    UnknownFieldSet e = parse(entry);
                    String before =
                            names.computeIfAbsent(kind, k -> new HashMap<>()).put(number(e, 1), text(e, 2));
                    if (before != null) {
                        throw new IllegalStateException("number given twice: " + before);
                    }
                }));
    }

    private void event(long at, UnknownFieldSet e) {
        Track track = tracks.get(number(e, 11));
        Deque<Slice> stack = open.computeIfAbsent(track, t -> new ArrayDeque<>());
        switch ((int) number(e, 9)) {
            case 1 -> stack.push(slice(track, at, e));
            case 2 -> {
                Slice s = stack.pop();
                slices.add(new Slice(track, s.category, s.name, s.from, at, s.args, s.sends, s.gets));
            }
            case 3 -> instants.add(slice(track, at, e));
            case 4 -> {
                double value = e.hasField(44)
                        ? Double.longBitsToDouble(
                                e.getField(44).getFixed64List().get(0))
                        : number(e, 30);
                counters.computeIfAbsent(track, t -> new ArrayList<>()).add(new Value(at, value));
            }
            default -> throw new IllegalStateException("type " + number(e, 9));
        }
    }

    private Slice slice(Track track, long at, UnknownFieldSet e) {
        Map<String, Object> args = new LinkedHashMap<>();
        for (ByteString annotation : bytes(e, 4)) {
            UnknownFieldSet a = parse(annotation);
            args.put(
                    names.get(3).get(number(a, 1)),
                    a.hasField(17) ? names.get(29).get(number(a, 17)) : (Object) number(a, 4));
        }
        return new Slice(
                track,
                names.get(1).get(number(e, 3)),
                names.get(2).get(number(e, 10)),
                at,
                at,
                args,
                e.hasField(47) ? e.getField(47).getFixed64List() : List.of(),
                e.hasField(48) ? e.getField(48).getFixed64List() : List.of());
    }

    // ---- questions

    /** Names from the top to a track. */
    List<String> place(Track track) {
        List<String> names = new ArrayList<>();
        for (Track t = track; t != null; t = tracks.get(t.parent())) {
            names.add(0, t.name());
        }
        return names;
    }

    /** Slices on tracks in a group of this name. */
    Stream<Slice> in(String group) {
        return slices.stream().filter(s -> place(s.track()).contains(group));
    }

    private static UnknownFieldSet parse(ByteString bytes) {
        try {
            return UnknownFieldSet.parseFrom(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<ByteString> bytes(UnknownFieldSet of, int field) {
        return of.getField(field).getLengthDelimitedList();
    }

    private static UnknownFieldSet message(UnknownFieldSet of, int field) {
        return parse(bytes(of, field).get(0));
    }

    private static long number(UnknownFieldSet of, int field) {
        return of.getField(field).getVarintList().get(0);
    }

    private static String text(UnknownFieldSet of, int field) {
        return bytes(of, field).get(0).toStringUtf8();
    }
}
