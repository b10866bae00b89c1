package dev.headrace.cli.laws;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a value change dump as IEEE 1364 has it, and text values as GTKWave does; knows nothing of what wrote it. */
final class VcdReader {
    /** Signal, with the modules that it is in, to its values: time to text. */
    final Map<String, Map<Long, String>> signals = new LinkedHashMap<>();

    private BigDecimal secondsPerUnit = BigDecimal.ZERO;
    private long end;

    static VcdReader read(Path file) throws IOException {
        VcdReader reader = new VcdReader();
        Map<String, String> names = new HashMap<>();
        Deque<String> modules = new ArrayDeque<>();
        long now = 0;
        for (String line : Files.readAllLines(file)) {
            String[] words = line.split(" ");
            switch (line.charAt(0)) {
                case '$' -> {
                    switch (words[0]) {
                        case "$timescale" -> reader.secondsPerUnit = scale(words[1], words[2]);
                        case "$scope" -> modules.addLast(words[2]);
                        case "$upscope" -> modules.removeLast();
                        case "$var" -> {
                            String name = String.join(".", modules) + "." + words[4];
                            if (names.put(words[3], name) != null
                                    || reader.signals.put(name, new LinkedHashMap<>()) != null) {
                                throw new IOException("twice: " + line);
                            }
                        }
                        default -> {
                            // comments, and where things begin and end
                        }
                    }
                }
                case '#' -> {
                    long next = Long.parseLong(line.substring(1));
                    if (next < now) {
                        throw new IOException("back in time: " + line);
                    }
                    now = next;
                    reader.end = now;
                }
                case 'b' -> reader.set(names, words[1], now, String.valueOf(Long.parseLong(words[0].substring(1), 2)));
                case 's' -> reader.set(names, words[1], now, words[0].substring(1));
                default -> reader.set(names, line.substring(1), now, line.substring(0, 1));
            }
        }
        return reader;
    }

    private static BigDecimal scale(String number, String unit) {
        int zeros = List.of("s", "ms", "us", "ns", "ps", "fs").indexOf(unit) * 3;
        return new BigDecimal(number).movePointLeft(zeros);
    }

    private void set(Map<String, String> names, String id, long now, String value) throws IOException {
        String name = names.get(id);
        if (name == null) {
            throw new IOException("no signal " + id);
        }
        signals.get(name).put(now, value);
    }

    /** Cycles of a clock for which a signal has each of its values, from 0 to the end of the dump. */
    Map<String, Long> cycles(String signal, long hertz) {
        Map<String, Long> sums = new LinkedHashMap<>();
        String value = null;
        long since = 0;
        for (Map.Entry<Long, String> change : signals.get(signal).entrySet()) {
            if (value != null) {
                sums.merge(value, change.getKey() - since, Long::sum);
            }
            value = change.getValue();
            since = change.getKey();
        }
        sums.merge(String.valueOf(value), end - since, Long::sum);
        Map<String, Long> cycles = new LinkedHashMap<>();
        sums.forEach((v, units) -> cycles.put(
                v,
                new BigDecimal(units)
                        .multiply(secondsPerUnit)
                        .multiply(BigDecimal.valueOf(hertz))
                        .setScale(0, RoundingMode.HALF_UP)
                        .longValueExact()));
        return cycles;
    }

    /** The largest number that a signal has. */
    long largest(String signal) {
        return signals.get(signal).values().stream()
                .mapToLong(Long::parseLong)
                .max()
                .orElse(0);
    }
}
