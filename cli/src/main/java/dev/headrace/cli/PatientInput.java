package dev.headrace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A pipe or terminal that others may keep waiting: a thread of its own reads it, so that whoever waits for it can be told
 * to stop, which looks like its end.
 */
final class PatientInput extends InputStream {
    private static final int CHUNK = 1 << 16;
    private static final int CHUNKS = 4;
    private static final long PATIENCE_MILLIS = 50;

    /** What was read; an empty piece is the end. */
    private final BlockingQueue<byte[]> read = new ArrayBlockingQueue<>(CHUNKS);

    private final BooleanSupplier stop;
    private volatile @Nullable IOException failure;
    private byte[] piece = new byte[0];
    private int at;
    private boolean ended;

    /**
     * Begins to read.
     *
     * @param stop asked now and then whether to wait no longer
     */
    PatientInput(InputStream from, BooleanSupplier stop) {
        this.stop = stop;
        Thread reader = new Thread(() -> pump(from), "headrace-input");
        reader.setDaemon(true);
        reader.start();
    }

    private void pump(InputStream from) {
        byte[] buffer = new byte[CHUNK];
        try {
            int got = 1;
            while (got > 0) {
                try {
                    got = from.read(buffer);
                } catch (IOException e) {
                    failure = e;
                    got = -1;
                }
                read.put(Arrays.copyOf(buffer, Math.max(0, got)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int most) throws IOException {
        while (at == piece.length && !ended) {
            next();
        }
        if (ended) {
            IOException e = failure;
            if (e != null) {
                throw e;
            }
            return -1;
        }
        int count = Math.min(most, piece.length - at);
        System.arraycopy(piece, at, into, offset, count);
        at += count;
        return count;
    }

    private void next() {
        try {
            byte[] more = read.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            if (more != null) {
                piece = more;
                at = 0;
                ended = more.length == 0;
            } else {
                ended = stop.getAsBoolean();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended = true;
        }
    }
}
