package dev.headrace.reports.trace;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file of Perfetto's {@code Trace} message, packet by packet: tracks, slices, counters, with names written once. Field
 * numbers are those of its public {@code trace_packet.proto}, {@code track_event.proto}, {@code track_descriptor.proto},
 * {@code debug_annotation.proto} and {@code interned_data.proto}.
 */
final class PerfettoFile {
    /** Any number but 0: all packets are of one writer. */
    private static final int SEQUENCE = 1;

    private static final int STATE_CLEARED = 1;
    private static final int NEEDS_STATE = 2;
    private static final int SLICE_BEGIN = 1;
    private static final int SLICE_END = 2;
    private static final int INSTANT = 3;
    private static final int COUNTER = 4;

    /** A message under construction, used again and again. */
    private static final class Message extends ByteArrayOutputStream {
        final CodedOutputStream fields = CodedOutputStream.newInstance(this, 512);

        /** Puts it as a field of another, and begins anew. */
        void into(CodedOutputStream other, int field) throws IOException {
            fields.flush();
            other.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            other.writeUInt32NoTag(count);
            other.write(buf, 0, count);
            reset();
        }
    }

    private final CodedOutputStream out;
    private final Message packet = new Message();
    private final Message event = new Message();
    private final Message inner = new Message();
    private final Message interned = new Message();
    private final Message one = new Message();

    /** By kind of name, that is by field of the interned data, name to number. */
    private final Map<Integer, Map<String, Long>> names = new LinkedHashMap<>();

    private boolean fresh;
    private boolean first = true;
    private long tracks;

    PerfettoFile(OutputStream to) {
        out = CodedOutputStream.newInstance(to, 1 << 16);
    }

    /** Bytes so far. */
    long bytes() {
        return out.getTotalBytesWritten();
    }

    void flush() throws IOException {
        out.flush();
    }

    // ---- tracks

    /** A group of tracks at the top. */
    long process(int number, String name) throws IOException {
        inner.fields.writeInt32(1, number);
        inner.fields.writeString(6, name);
        inner.into(event.fields, 3);
        return track(0, null);
    }

    /** A track of slices, or a group of tracks. */
    long track(long parent, String name, int rank) throws IOException {
        event.fields.writeInt32(12, rank);
        return track(parent, name);
    }

    /** A track of numbers, written as they change. */
    long counter(long parent, String name, String unit, int rank) throws IOException {
        inner.fields.writeString(6, unit);
        inner.into(event.fields, 8);
        return track(parent, name, rank);
    }

    private long track(long parent, @org.jspecify.annotations.Nullable String name) throws IOException {
        long id = ++tracks;
        event.fields.writeUInt64(1, id);
        if (name != null) {
            event.fields.writeString(2, name);
        }
        if (parent != 0) {
            event.fields.writeUInt64(5, parent);
        }
        // children in the order of their ranks
        event.fields.writeEnum(11, 3);
        packet.fields.writeUInt32(10, SEQUENCE);
        event.into(packet.fields, 60);
        write();
        return id;
    }

    // ---- names

    /** Number of an event's name. */
    long name(String text) throws IOException {
        return number(2, text);
    }

    /** Number of a category. */
    long category(String text) throws IOException {
        return number(1, text);
    }

    /** Number of the name of an argument. */
    long argument(String text) throws IOException {
        return number(3, text);
    }

    /** Number of an argument's value. */
    long text(String text) throws IOException {
        return number(29, text);
    }

    private long number(int kind, String text) throws IOException {
        Map<String, Long> of = names.computeIfAbsent(kind, k -> new LinkedHashMap<>());
        Long known = of.get(text);
        if (known != null) {
            return known;
        }
        long number = of.size() + 1L;
        of.put(text, number);
        one.fields.writeUInt64(1, number);
        one.fields.writeString(2, text);
        one.into(interned.fields, kind);
        fresh = true;
        return number;
    }

    // ---- events; what is added to one comes before it

    /** Adds a number to the next event. */
    void add(long argument, long value) throws IOException {
        inner.fields.writeUInt64(1, argument);
        inner.fields.writeInt64(4, value);
        inner.into(event.fields, 4);
    }

    /** Adds a text to the next event. */
    void addText(long argument, long text) throws IOException {
        inner.fields.writeUInt64(1, argument);
        inner.fields.writeUInt64(17, text);
        inner.into(event.fields, 4);
    }

    /** The next event sends something on. */
    void sends(long flow) throws IOException {
        event.fields.writeFixed64(47, flow);
    }

    /** The next event gets what another has sent. */
    void gets(long flow) throws IOException {
        event.fields.writeFixed64(48, flow);
    }

    /** A slice, with what was added. */
    void slice(long track, long category, long name, long from, long to) throws IOException {
        begin(track, category, name, from);
        end(track, to);
    }

    /** Begins a slice, with what was added; those that begin before its {@link #end} are within it. */
    void begin(long track, long category, long name, long from) throws IOException {
        named(track, category, name, SLICE_BEGIN, from);
    }

    /** Ends the slice that was begun last on a track. */
    void end(long track, long to) throws IOException {
        event.fields.writeEnum(9, SLICE_END);
        event.fields.writeUInt64(11, track);
        event(to);
    }

    /** An event that takes no time, with what was added. */
    void instant(long track, long category, long name, long at) throws IOException {
        named(track, category, name, INSTANT, at);
    }

    private void named(long track, long category, long name, int type, long at) throws IOException {
        event.fields.writeUInt64(3, category);
        event.fields.writeEnum(9, type);
        event.fields.writeUInt64(10, name);
        event.fields.writeUInt64(11, track);
        event(at);
    }

    /** A number from now on. */
    void count(long track, long at, long value) throws IOException {
        event.fields.writeInt64(30, value);
        event.fields.writeEnum(9, COUNTER);
        event.fields.writeUInt64(11, track);
        event(at);
    }

    /** A number with fractions from now on. */
    void count(long track, long at, double value) throws IOException {
        event.fields.writeDouble(44, value);
        event.fields.writeEnum(9, COUNTER);
        event.fields.writeUInt64(11, track);
        event(at);
    }

    private void event(long at) throws IOException {
        packet.fields.writeUInt64(8, at);
        packet.fields.writeUInt32(10, SEQUENCE);
        if (first) {
            packet.fields.writeUInt32(13, STATE_CLEARED);
            first = false;
        } else {
            packet.fields.writeUInt32(13, NEEDS_STATE);
        }
        if (fresh) {
            interned.into(packet.fields, 12);
            fresh = false;
        }
        event.into(packet.fields, 11);
        write();
    }

    private void write() throws IOException {
        packet.into(out, 1);
    }
}
