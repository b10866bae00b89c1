package dev.headrace.traces;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PushbackInputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Kept-set traces as CSV, plain or gzip: the columns of SpAtten's released traces (github.com/mit-han-lab/spatten, folder
 * workloads), by name and in any order, and optionally {@code key_indices} and {@code value_indices}, numbers with
 * spaces between them. A last line with text in its first field alone says what the trace was made from.
 *
 * <p>Everything that can be wrong is a {@link TraceException} that names file and line.
 */
public final class KeptSetFile {
    private static final List<String> REQUIRED = List.of(
            "iteration_id",
            "layer_id",
            "head_id",
            "embedding_length_D",
            "sentence_length_L",
            "key_fetch_num",
            "quant_key_bit",
            "quant_query_bit",
            "auto_requant_thres",
            "if_requant",
            "auto_requant_incre",
            "value_fetch_num",
            "quant_value_bit",
            "if_accumulate_importance",
            "if_rescale_previous_importance",
            "if_topk",
            "topk");
    private static final List<String> INDICES = List.of("key_indices", "value_indices");

    private final Path file;
    private final Map<String, Integer> columns = new HashMap<>();
    private final List<KeptSet> rows = new ArrayList<>();
    private String origin = "";
    private int line;
    private String[] fields = new String[0];

    private KeptSetFile(Path file) {
        this.file = file;
    }

    /** Reads a trace; gzip is told by its first two bytes, whatever the name. */
    public static KeptSetTrace read(Path file) {
        KeptSetFile reading = new KeptSetFile(file);
        try (InputStream bytes = unpacked(Files.newInputStream(file));
                BufferedReader lines = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
            reading.read(lines);
        } catch (IOException e) {
            String where = reading.line == 0 ? file.toString() : file + ":" + (reading.line + 1);
            throw new TraceException(where + ": file cannot be read: " + e, e);
        }
        return new KeptSetTrace(reading.rows, reading.origin);
    }

    private static InputStream unpacked(InputStream raw) throws IOException {
        PushbackInputStream bytes = new PushbackInputStream(raw, 2);
        byte[] magic = bytes.readNBytes(2);
        bytes.unread(magic);
        boolean packed = magic.length == 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
        return packed ? new GZIPInputStream(bytes) : bytes;
    }

    private void read(BufferedReader lines) throws IOException {
        String text = lines.readLine();
        if (text == null) {
            throw new TraceException(file + ": file is empty; allowed: a line of column names first");
        }
        line = 1;
        header(text);
        while ((text = lines.readLine()) != null) {
            line++;
            if (text.isBlank()) {
                continue;
            }
            if (!origin.isEmpty()) {
                throw bad("there is a line after the one that says where the trace is from", "nothing more");
            }
            fields = text.split(",", -1);
            if (fields.length != columns.size()) {
                throw bad("line has " + fields.length + " fields", columns.size() + ", as many as there are columns");
            }
            if (isOrigin()) {
                origin = fields[0].strip();
            } else {
                add();
            }
        }
    }

    private void header(String text) {
        List<String> names =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        for (String name : names) {
            if (!REQUIRED.contains(name) && !INDICES.contains(name)) {
                throw bad(
                        "column is \"" + name + "\"", String.join(", ", REQUIRED) + ", " + String.join(", ", INDICES));
            }
            if (columns.put(name, columns.size()) != null) {
                throw bad("column \"" + name + "\" is there twice", "once");
            }
        }
        for (String name : REQUIRED) {
            if (!columns.containsKey(name)) {
                throw bad("column \"" + name + "\" is missing", "all of " + String.join(", ", REQUIRED));
            }
        }
    }

    /** A text that is no number, and nothing else on the line. */
    private boolean isOrigin() {
        return !fields[0].isBlank()
                && !fields[0].strip().matches("-?[0-9.]+")
                && Arrays.stream(fields).skip(1).allMatch(String::isBlank);
    }

    private void add() {
        KeptSet row;
        try {
            row = new KeptSet(
                    whole("iteration_id"),
                    whole("layer_id"),
                    whole("head_id"),
                    whole("embedding_length_D"),
                    whole("sentence_length_L"),
                    whole("key_fetch_num"),
                    whole("quant_key_bit"),
                    whole("quant_query_bit"),
                    number("auto_requant_thres"),
                    flag("if_requant"),
                    whole("auto_requant_incre"),
                    whole("value_fetch_num"),
                    whole("quant_value_bit"),
                    flag("if_accumulate_importance"),
                    flag("if_rescale_previous_importance"),
                    flag("if_topk"),
                    whole("topk"),
                    indices("key_indices"),
                    indices("value_indices"));
        } catch (IllegalArgumentException e) {
            throw new TraceException(file + ":" + line + ": " + e.getMessage(), e);
        }
        if (!rows.isEmpty() && !KeptSetTrace.follows(rows.get(rows.size() - 1), row)) {
            throw new TraceException(file + ":" + line + ": " + KeptSetTrace.notAfter(rows.get(rows.size() - 1), row));
        }
        rows.add(row);
    }

    private String field(String column) {
        Integer at = columns.get(column);
        return at == null ? "" : fields[at].strip();
    }

    private double number(String column) {
        try {
            return Double.parseDouble(field(column));
        } catch (NumberFormatException e) {
            throw bad(column + " is \"" + field(column) + "\"", "a number", e);
        }
    }

    /** A whole number, also as 64.0, which is how the released traces write the dimension. */
    private int whole(String column) {
        double number = number(column);
        if (number != (int) number) {
            throw bad(column + " is " + field(column), "a whole number of 32 bits");
        }
        return (int) number;
    }

    private boolean flag(String column) {
        String field = field(column);
        if (field.equalsIgnoreCase("true")) {
            return true;
        }
        if (field.equalsIgnoreCase("false")) {
            return false;
        }
        throw bad(column + " is \"" + field + "\"", "True or False");
    }

    private List<Integer> indices(String column) {
        String field = field(column);
        if (field.isEmpty()) {
            return List.of();
        }
        List<Integer> indices = new ArrayList<>();
        for (String number : field.split(" +")) {
            try {
                indices.add(Integer.valueOf(number));
            } catch (NumberFormatException e) {
                throw bad(column + " has \"" + number + "\"", "whole numbers with spaces between them", e);
            }
        }
        return indices;
    }

    private TraceException bad(String found, String allowed) {
        return bad(found, allowed, null);
    }

    private TraceException bad(String found, String allowed, @Nullable Throwable cause) {
        String message = file + ":" + line + ": " + found + "; allowed: " + allowed;
        return cause == null ? new TraceException(message) : new TraceException(message, cause);
    }

    /**
     * Writes a trace, replacing a file of the same name; packed if the name ends with {@code .gz}. The columns of indices
     * are there if any row has indices. The file appears under its name only once it is complete.
     */
    public static void write(KeptSetTrace trace, Path file) {
        Path absolute = file.toAbsolutePath();
        Path part = absolute.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            try {
                try (OutputStream raw = Files.newOutputStream(part);
                        OutputStream bytes = file.toString().endsWith(".gz") ? new GZIPOutputStream(raw) : raw;
                        Writer out = new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8))) {
                    write(trace, out);
                }
                Files.move(part, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new TraceException(file + ": file cannot be written: " + e, e);
        }
    }

    private static void write(KeptSetTrace trace, Writer out) throws IOException {
        boolean indexed = trace.rows().stream()
                .anyMatch(row ->
                        !row.keyIndices().isEmpty() || !row.valueIndices().isEmpty());
        List<String> names = new ArrayList<>(REQUIRED);
        names.addAll(indexed ? INDICES : List.of());
        out.write(String.join(",", names) + "\n");
        for (KeptSet row : trace.rows()) {
            out.write(text(row));
            if (indexed) {
                out.write("," + spaced(row.keyIndices()) + "," + spaced(row.valueIndices()));
            }
            out.write("\n");
        }
        if (!trace.origin().isEmpty()) {
            String plain = trace.origin().replaceAll("[,\\s]+", " ");
            out.write(plain + ",".repeat(names.size() - 1) + "\n");
        }
    }

    private static String text(KeptSet row) {
        String threshold = row.threshold() == -1 ? "-1" : Double.toString(row.threshold());
        Object[] fields = {
            row.step(),
            row.layer(),
            row.head(),
            row.headDim(),
            row.length(),
            row.keys(),
            row.keyBits(),
            row.queryBits(),
            threshold,
            flag(row.refetched()),
            row.lsbBits(),
            row.values(),
            row.valueBits(),
            flag(row.accumulates()),
            flag(row.rescales()),
            flag(row.selects()),
            row.selected()
        };
        return String.join(",", Arrays.stream(fields).map(Object::toString).toList());
    }

    private static String flag(boolean flag) {
        return flag ? "True" : "False";
    }

    private static String spaced(List<Integer> indices) {
        return String.join(" ", indices.stream().map(i -> Integer.toString(i)).toList());
    }
}
