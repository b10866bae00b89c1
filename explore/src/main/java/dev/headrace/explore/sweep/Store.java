package dev.headrace.explore.sweep;

import dev.headrace.simulator.spec.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The rows of a sweep as files for other tools: {@code points.csv}, {@code points.parquet}, and {@code sweep.duckdb} with
 * the tables {@code points}, one row a point in the order of their numbers, and {@code columns}, what each column is and in
 * which unit.
 */
public final class Store {
    static final String DATABASE = "sweep.duckdb";
    static final String CSV = "points.csv";
    static final String PARQUET = "points.parquet";

    /** Rows of an answer that are read at most. */
    private static final int MOST = 100_000;

    private static final String PREFIX = "jdbc:duckdb:";

    private Store() {}

    /** A column: its type in the database, its unit ("" if it has none), and what it is. */
    private record Column(String type, String unit, String about) {}

    /** Writes all files into a folder in which none of them is. */
    static void write(SweepResult result, Sweep sweep, Path folder) throws IOException {
        try {
            Map<String, Column> columns = columns(result, sweep);
            try (Connection db = DriverManager.getConnection(PREFIX + folder.resolve(DATABASE));
                    Statement sql = db.createStatement()) {
                sql.execute("CREATE TABLE points ("
                        + columns.entrySet().stream()
                                .map(e -> name(e.getKey()) + " " + e.getValue().type())
                                .collect(Collectors.joining(", "))
                        + ")");
                fill(db, result, columns);
                describe(db, columns);
                String rows = "COPY (SELECT * FROM points ORDER BY point) TO ";
                sql.execute(rows + text(folder.resolve(CSV).toString()) + " (FORMAT csv, HEADER)");
                sql.execute(rows + text(folder.resolve(PARQUET).toString()) + " (FORMAT parquet)");
            }
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Columns in order: the point, its parameters, how it ended, its objectives and values, and its hash. */
    private static Map<String, Column> columns(SweepResult result, Sweep sweep) {
        Map<String, Column> columns = new LinkedHashMap<>();
        columns.put("point", new Column("BIGINT", "", "number of the point in the grid"));
        for (Knob knob : sweep.space().knobs()) {
            String about = knob.paths().isEmpty() ? "which " + knob.name() : "sets " + String.join(", ", knob.paths());
            columns.put(knob.name(), new Column(type(knob.shown()), "", about));
        }
        columns.put("status", new Column("VARCHAR", "", "how it ended"));
        columns.put("reason", new Column("VARCHAR", "", "why it ended so; empty for complete"));
        columns.put("feasible", new Column("BOOLEAN", "", "complete, and all constraints are met"));
        columns.put("on_front", new Column("BOOLEAN", "", "nothing feasible is better in all objectives"));
        Map<String, List<JsonNode>> values = new LinkedHashMap<>();
        result.rows()
                .forEach(row -> row.values()
                        .forEach((name, value) -> values.computeIfAbsent(name, n -> new ArrayList<>())
                                .add(value)));
        values.forEach((name, all) -> {
            Headline.Column known = Headline.column(name);
            columns.put(
                    name,
                    new Column(
                            type(all),
                            known == null ? "" : known.unit(),
                            known == null ? "of the sweep" : known.about()));
        });
        columns.put("hash", new Column("VARCHAR", "", "SHA-256 of everything that can change the result"));
        return columns;
    }

    private static String type(List<JsonNode> values) {
        if (values.stream().allMatch(JsonNode::isIntegralNumber)) {
            return "BIGINT";
        }
        if (values.stream().allMatch(JsonNode::isNumber)) {
            return "DOUBLE";
        }
        return values.stream().allMatch(JsonNode::isBoolean) ? "BOOLEAN" : "VARCHAR";
    }

    private static void fill(Connection db, SweepResult result, Map<String, Column> columns) throws SQLException {
        String marks = columns.keySet().stream().map(c -> "?").collect(Collectors.joining(", "));
        db.setAutoCommit(false);
        try (PreparedStatement insert = db.prepareStatement("INSERT INTO points VALUES (" + marks + ")")) {
            for (Row row : result.rows()) {
                int i = 1;
                for (Map.Entry<String, Column> column : columns.entrySet()) {
                    insert.setObject(i++, value(row, column.getKey(), column.getValue(), result));
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
        db.commit();
        db.setAutoCommit(true);
    }

    private static @Nullable Object value(Row row, String name, Column column, SweepResult result) {
        return switch (name) {
            case "point" -> row.point();
            case "status" -> row.status().label();
            case "reason" -> row.reason();
            case "feasible" -> row.feasible();
            case "on_front" -> result.isOnFront(row);
            case "hash" -> row.hash();
            default -> plain(row.get(name), column.type());
        };
    }

    private static @Nullable Object plain(@Nullable JsonNode value, String type) {
        if (value == null) {
            return null;
        }
        return switch (type) {
            case "BIGINT" -> value.longValue();
            case "DOUBLE" -> value.doubleValue();
            case "BOOLEAN" -> value.booleanValue();
            default -> Point.text(value);
        };
    }

    private static void describe(Connection db, Map<String, Column> columns) throws SQLException {
        try (Statement sql = db.createStatement()) {
            sql.execute("CREATE TABLE columns (name VARCHAR, type VARCHAR, unit VARCHAR, about VARCHAR)");
        }
        try (PreparedStatement insert = db.prepareStatement("INSERT INTO columns VALUES (?, ?, ?, ?)")) {
            for (Map.Entry<String, Column> column : columns.entrySet()) {
                insert.setString(1, column.getKey());
                insert.setString(2, column.getValue().type());
                insert.setString(3, column.getValue().unit());
                insert.setString(4, column.getValue().about());
                insert.execute();
            }
        }
    }

    private static String name(String column) {
        return "\"" + column.replace("\"", "\"\"") + "\"";
    }

    private static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    /**
     * An answer.
     *
     * @param columns names
     * @param numeric whether a column holds numbers
     * @param rows values as text, null where there is none
     * @param cut whether there were more rows than are here
     */
    public record Answer(List<String> columns, List<Boolean> numeric, List<List<@Nullable String>> rows, boolean cut) {}

    /**
     * Asks the rows of a sweep that is done.
     *
     * @param sql one statement that reads
     * @throws InputException if the folder holds no finished sweep, or the statement is wrong
     */
    public static Answer query(Path folder, String sql) {
        Path file = folder.resolve(DATABASE);
        if (!Files.isRegularFile(file)) {
            boolean begun = Files.exists(folder.resolve(SweepFolder.JOURNAL));
            throw new InputException(
                    folder.toString(),
                    "",
                    begun ? "a sweep that is not done yet" : "no sweep",
                    begun ? "a finished one: headrace sweep ... --resume" : "a folder that headrace sweep has written");
        }
        Properties how = new Properties();
        how.setProperty("duckdb.read_only", "true");
        try (Connection db = DriverManager.getConnection(PREFIX + file, how);
                Statement statement = db.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            return answer(found);
        } catch (SQLException e) {
            throw new InputException("query: " + String.valueOf(e.getMessage()).strip()
                    + "; allowed: one SELECT over points or columns");
        }
    }

    private static Answer answer(ResultSet found) throws SQLException {
        int n = found.getMetaData().getColumnCount();
        List<String> columns = new ArrayList<>();
        List<Boolean> numeric = new ArrayList<>();
        for (int c = 1; c <= n; c++) {
            columns.add(found.getMetaData().getColumnLabel(c));
            numeric.add(
                    Number.class.isAssignableFrom(className(found.getMetaData().getColumnClassName(c))));
        }
        List<List<@Nullable String>> rows = new ArrayList<>();
        while (rows.size() < MOST && found.next()) {
            List<@Nullable String> row = new ArrayList<>();
            for (int c = 1; c <= n; c++) {
                row.add(found.getString(c));
            }
            rows.add(row);
        }
        return new Answer(columns, numeric, rows, rows.size() == MOST && found.next());
    }

    private static Class<?> className(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            return Object.class;
        }
    }
}
