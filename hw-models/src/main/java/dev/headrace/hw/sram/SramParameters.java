package dev.headrace.hw.sram;

import dev.headrace.hw.check.Check;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of an {@link Sram}.
 *
 * @param kib capacity in KiB; either this or {@code bytes}
 * @param bytes capacity in bytes; either this or {@code kib}
 * @param banks banks, 1 to 4096
 * @param bytesPerBankCycle bytes that a bank gives or takes in a cycle: its word, 1 or more
 * @param interleaveBytes consecutive bytes in one bank before the next bank follows, a multiple of the word; banks times
 *     interleave is at most 4096 words; absent: one word
 * @param rowPaddingBytes bytes left free after each row of a matrix, 0 or more; absent: 0
 * @param readPorts read ports of every bank, 1 or more; absent: 1
 * @param fidelity cycle (absent), or ideal: only the capacity counts, ports are never busy
 * @param clock name of its clock domain
 */
public record SramParameters(
        @Nullable Long kib,
        @Nullable Long bytes,
        int banks,
        int bytesPerBankCycle,
        @Nullable Integer interleaveBytes,
        @Nullable Integer rowPaddingBytes,
        @Nullable Integer readPorts,
        @Nullable String fidelity,
        @Nullable String clock) {
    private static final int LIMIT = 4096;

    public SramParameters {
        if ((kib == null) == (bytes == null)) {
            throw new IllegalArgumentException("kib is " + kib + " and bytes is " + bytes + "; allowed: exactly one");
        }
        if (kib != null) {
            Check.atLeastOne("kib", kib);
            if (kib > Long.MAX_VALUE / 1024) {
                throw new IllegalArgumentException("kib is " + kib + "; allowed: up to " + Long.MAX_VALUE / 1024);
            }
        }
        if (bytes != null) {
            Check.atLeastOne("bytes", bytes);
        }
        Check.atLeastOne("banks", banks);
        if (banks > LIMIT) {
            throw new IllegalArgumentException("banks is " + banks + "; allowed: 1 to " + LIMIT);
        }
        Check.atLeastOne("bytes_per_bank_cycle", bytesPerBankCycle);
        if (interleaveBytes != null
                && (interleaveBytes < 1
                        || interleaveBytes % bytesPerBankCycle != 0
                        || interleaveBytes / bytesPerBankCycle > LIMIT / banks)) {
            throw new IllegalArgumentException("interleave_bytes is " + interleaveBytes
                    + "; allowed: multiples of bytes_per_bank_cycle, " + bytesPerBankCycle + ", up to "
                    + (long) LIMIT / banks * bytesPerBankCycle);
        }
        if (rowPaddingBytes != null && rowPaddingBytes < 0) {
            throw new IllegalArgumentException("row_padding_bytes is " + rowPaddingBytes + "; allowed: 0 or more");
        }
        Check.atLeastOneOrAbsent("read_ports", readPorts);
        fidelity = fidelity == null ? "cycle" : fidelity;
        Check.oneOf("fidelity", fidelity, List.of("cycle", "ideal"));
        interleaveBytes = interleaveBytes == null ? Integer.valueOf(bytesPerBankCycle) : interleaveBytes;
        readPorts = readPorts == null ? Integer.valueOf(1) : readPorts;
        rowPaddingBytes = rowPaddingBytes == null ? Integer.valueOf(0) : rowPaddingBytes;
    }

    boolean isIdeal() {
        return "ideal".equals(fidelity);
    }

    long capacity() {
        if (bytes != null) {
            return bytes;
        }
        return kib == null ? 0 : kib * 1024;
    }

    int interleaveWords() {
        return interleaveBytes == null ? 1 : interleaveBytes / bytesPerBankCycle;
    }

    int padding() {
        return rowPaddingBytes == null ? 0 : rowPaddingBytes;
    }
}
