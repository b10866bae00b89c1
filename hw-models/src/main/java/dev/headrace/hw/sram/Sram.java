package dev.headrace.hw.sram;

import dev.headrace.hw.check.Check;
import dev.headrace.hw.check.Exact;
import dev.headrace.simulator.unit.Assembly;
import dev.headrace.simulator.unit.Part;
import dev.headrace.simulator.unit.Scratchpad;
import dev.headrace.simulator.unit.Shape;
import java.util.List;

/**
 * On-chip memory of {@code B} banks, each of which gives one word (and takes one word) in a cycle. Word {@code x} lies in
 * bank {@code floor(x / i) mod B}, with {@code i} words of interleave. A matrix lies row by row from a word of bank 0 on,
 * each row from the beginning of a word, at a pitch of {@code ceil((row bytes + padding) / word)} words.
 *
 * <p><b>By rows.</b> The port reads whole rows of {@code w} words: {@code g = max(1, floor(B / w))} of them at a time. A
 * group takes as many cycles as the bank with the most words in it has words. Without padding and with an interleave of
 * one word no bank is hit twice before all are hit once, so
 * <pre>hold = ceil(rows / g) ceil(w / B)</pre>
 *
 * <p><b>By columns</b> ({@link #columnReadHold}), for reading a transpose: one word of each of {@code B} rows at a time.
 * With an interleave of one word, {@code B} rows at pitch {@code p} fall into {@code B / gcd(p, B)} banks, so a group of
 * {@code B} rows takes {@code gcd(p, B)} cycles: {@code B} if the pitch is a multiple of {@code B}, 1 if it is odd
 * and {@code B} a power of two, which is what row padding is for.
 *
 * <p>With {@code fidelity} ideal only the capacity counts, and {@code hold = 0}.
 *
 * <p>Every read port is a port of every bank: firings on different ports do not disturb each other, and the write port
 * is one more. <b>Left out:</b> the latency of the array (a cycle or two, part of the channel's latency) and refills
 * between groups of rows.
 */
final class Sram implements Scratchpad, Assembly {
    private final SramParameters parameters;
    private final int banks;
    private final int interleave;

    Sram(SramParameters parameters) {
        this.parameters = parameters;
        this.banks = parameters.banks();
        this.interleave = parameters.interleaveWords();
    }

    @Override
    public long capacityBytes() {
        return parameters.capacity();
    }

    /** Its capacity in KiB, begun ones whole; every bank has the read ports and one to write. */
    @Override
    public List<Part> parts() {
        Shape.Ram shape = new Shape.Ram(
                parameters.capacity(), banks, Math.multiplyExact(8, parameters.bytesPerBankCycle()), readPorts() + 1);
        return List.of(new Part("sram_kib", "", Exact.ceilDiv(parameters.capacity(), 1024), shape));
    }

    @Override
    public int readPorts() {
        return parameters.readPorts() == null ? 1 : parameters.readPorts();
    }

    @Override
    public long readHold(long rows, long rowBytes) {
        check(rows, rowBytes);
        if (parameters.isIdeal()) {
            return 0;
        }
        try {
            long words = Exact.ceilDiv(rowBytes, parameters.bytesPerBankCycle());
            long together = Math.max(1, banks / words);
            if (interleave == 1 && parameters.padding() == 0) {
                return Exact.times(Exact.ceilDiv(rows, together), Exact.ceilDiv(words, banks));
            }
            return groups(rows, together, words, pitch(rowBytes), 0);
        } catch (ArithmeticException e) {
            throw tooLarge(rows, rowBytes, e);
        }
    }

    /** The same as for reading. */
    @Override
    public long writeHold(long rows, long rowBytes) {
        return readHold(rows, rowBytes);
    }

    /** Cycles for which reading a matrix word column by word column takes up one read port. */
    long columnReadHold(long rows, long rowBytes) {
        check(rows, rowBytes);
        try {
            long words = Exact.ceilDiv(rowBytes, parameters.bytesPerBankCycle());
            long pitch = pitch(rowBytes);
            long all = 0;
            // Columns that start at the same place within one round over all banks cost the same.
            long round = (long) banks * interleave;
            for (long column = 0; column < Math.min(words, round); column++) {
                long alike = Exact.ceilDiv(words - column, round);
                all = Exact.plus(all, Exact.times(alike, groups(rows, banks, 1, pitch, column)));
            }
            return all;
        } catch (ArithmeticException e) {
            throw tooLarge(rows, rowBytes, e);
        }
    }

    private long pitch(long rowBytes) {
        return Exact.ceilDiv(Exact.plus(rowBytes, parameters.padding()), parameters.bytesPerBankCycle());
    }

    /** Cycles of all groups of {@code together} rows; where a group starts repeats after a while, so few are counted. */
    private long groups(long rows, long together, long words, long pitch, long offset) {
        long round = (long) banks * interleave;
        long step = together * (pitch % round) % round;
        long full = rows / together;
        long period = round / gcd(round, step);
        int[] load = new int[banks];
        long once = 0;
        long rest = 0;
        for (long group = 0; group < Math.min(period, full); group++) {
            long cycles = group(together, words, pitch % round, (offset + group * step) % round, load);
            once = Exact.plus(once, cycles);
            if (group < full % period) {
                rest = Exact.plus(rest, cycles);
            }
        }
        long all = full < period ? once : Exact.plus(Exact.times(full / period, once), rest);
        long left = rows % together;
        if (left == 0) {
            return all;
        }
        return Exact.plus(all, group(left, words, pitch % round, (offset + full % period * step) % round, load));
    }

    /** Cycles of one group: the words in the fullest bank. */
    private long group(long rows, long words, long pitch, long start, int[] load) {
        java.util.Arrays.fill(load, 0);
        int round = banks * interleave;
        int partial = (int) (words % round);
        int most = 0;
        for (long row = 0; row < rows; row++) {
            int first = (int) ((start + row * pitch) % round);
            for (int word = 0; word < partial; word++) {
                int bank = (first + word) % round / interleave;
                most = Math.max(most, ++load[bank]);
            }
        }
        return Exact.plus(Exact.times(rows, words / round, interleave), most);
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private static void check(long rows, long rowBytes) {
        Check.atLeastOne("rows", rows);
        Check.atLeastOne("row bytes", rowBytes);
    }

    private static ArithmeticException tooLarge(long rows, long rowBytes, ArithmeticException cause) {
        ArithmeticException error = new ArithmeticException(
                "the time to move " + rows + " rows of " + rowBytes + " bytes does not fit 64 bits");
        error.initCause(cause);
        return error;
    }
}
