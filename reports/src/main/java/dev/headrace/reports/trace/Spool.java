package dev.headrace.reports.trace;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Levels of signals over time, of changes that come in any order: operators are evaluated ahead of each other, how far
 * depends on the graph. Changes are sorted in parts that fit into memory, and merged from a file at the end.
 */
final class Spool implements AutoCloseable {
    /** Changes in memory at a time, of 16 bytes. */
    private static final int PART = 1 << 17;

    /** Hears of levels in the order of time. */
    @FunctionalInterface
    interface Reader {
        /** From this tick on, a signal has another level than before. */
        void level(long tick, int signal, long level) throws IOException;
    }

    private final Path file;
    private final long most;
    private final DataOutputStream out;
    private final List<Integer> parts = new ArrayList<>();
    private final long[] tick = new long[PART];
    private final int[] what = new int[PART];
    private final int[] value = new int[PART];
    private int size;
    private long total;
    private long dropped;
    private long firstDropped = Long.MAX_VALUE;

    /**
     * An empty one.
     *
     * @param file for changes that do not fit into memory; removed at the end
     * @param most changes that are kept
     */
    Spool(Path file, long most) throws IOException {
        this.file = file;
        this.most = most;
        out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
    }

    /** The level of a signal rises by so much at a tick. */
    void add(long at, int signal, int rise) throws IOException {
        if (total == most) {
            dropped++;
            firstDropped = Math.min(firstDropped, at);
            return;
        }
        total++;
        tick[size] = at;
        what[size] = signal;
        value[size++] = rise;
        if (size == PART) {
            spill();
        }
    }

    /** Changes that there was no room for, */
    long dropped() {
        return dropped;
    }

    /** and the first tick at which one of them was. */
    long firstDropped() {
        return firstDropped;
    }

    private void spill() throws IOException {
        for (int i : order()) {
            out.writeLong(tick[i]);
            out.writeInt(what[i]);
            out.writeInt(value[i]);
        }
        parts.add(size);
        size = 0;
    }

    /** Places in the order of their ticks, by merging ever longer stretches. */
    private int[] order() {
        int[] from = new int[size];
        for (int i = 0; i < size; i++) {
            from[i] = i;
        }
        int[] to = new int[size];
        for (int width = 1; width < size; width *= 2) {
            for (int left = 0; left < size; left += 2 * width) {
                merge(from, to, left, Math.min(left + width, size), Math.min(left + 2 * width, size));
            }
            int[] swap = from;
            from = to;
            to = swap;
        }
        return from;
    }

    private void merge(int[] from, int[] to, int left, int middle, int right) {
        int a = left;
        int b = middle;
        for (int i = left; i < right; i++) {
            to[i] = a < middle && (b == right || tick[from[a]] <= tick[from[b]]) ? from[a++] : from[b++];
        }
    }

    /** A sorted part of the file, at its next change. */
    private static final class Part {
        final int number;
        final DataInputStream in;
        int left;
        long tick;
        int what;
        int value;

        Part(int number, Path file, long offset, int size) throws IOException {
            this.number = number;
            left = size;
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 14));
            in.skipNBytes(offset);
        }

        boolean next() throws IOException {
            if (left-- == 0) {
                in.close();
                return false;
            }
            tick = in.readLong();
            what = in.readInt();
            value = in.readInt();
            return true;
        }
    }

    /** Levels as of the end of each tick, and which of them may have changed in it. */
    private static final class Levels {
        final Reader reader;
        final long[] now;
        final long[] told;
        final int[] touched;
        final BitSet isTouched;
        int count;

        Levels(int signals, Reader reader) {
            this.reader = reader;
            now = new long[signals];
            told = new long[signals];
            touched = new int[signals];
            isTouched = new BitSet(signals);
        }

        void rise(int signal, int by) {
            now[signal] += by;
            if (!isTouched.get(signal)) {
                isTouched.set(signal);
                touched[count++] = signal;
            }
        }

        void tell(long tick) throws IOException {
            for (int i = 0; i < count; i++) {
                int s = touched[i];
                isTouched.clear(s);
                if (now[s] != told[s]) {
                    told[s] = now[s];
                    reader.level(tick, s, now[s]);
                }
            }
            count = 0;
        }
    }

    /**
     * Tells all levels, which are 0 at the start, and takes no more changes.
     *
     * @param signals how many
     * @param from what changes up to this tick is told at it
     * @param until what changes from this tick on is not told; nor is anything after a change that was dropped
     */
    void read(int signals, long from, long until, Reader reader) throws IOException {
        spill();
        out.close();
        PriorityQueue<Part> queue = new PriorityQueue<>(
                (a, b) -> a.tick != b.tick ? Long.compare(a.tick, b.tick) : Integer.compare(a.number, b.number));
        long offset = 0;
        for (int p = 0; p < parts.size(); p++) {
            Part part = new Part(p, file, offset, parts.get(p));
            offset += parts.get(p) * 16L;
            if (part.next()) {
                queue.add(part);
            }
        }
        long last = Math.min(until, firstDropped);
        Levels levels = new Levels(signals, reader);
        long at = from;
        for (Part part = queue.poll(); part != null; part = queue.poll()) {
            if (part.tick < last) {
                if (part.tick > at) {
                    levels.tell(at);
                    at = part.tick;
                }
                levels.rise(part.what, part.value);
            }
            if (part.next()) {
                queue.add(part);
            }
        }
        levels.tell(at);
    }

    @Override
    public void close() throws IOException {
        try (DataOutputStream o = out) {
            // closed first
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
