package dev.headrace.spark;

import dev.headrace.explore.sweep.Pool;
import dev.headrace.explore.sweep.PoolType;
import dev.headrace.explore.sweep.Remote;
import dev.headrace.simulator.spec.InputException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spark standalone clusters: running ones, and those of a few processes that begin and end with the sweep. */
public final class SparkPoolType implements PoolType {
    private static final Pattern MASTERS = Pattern.compile("spark://(\\S+:[0-9]{1,5}(?:,\\S+:[0-9]{1,5})*)");
    private static final Pattern LOCAL =
            Pattern.compile("local-cluster\\[ *[1-9][0-9]* *, *[1-9][0-9]* *, *[1-9][0-9]* *]");
    private static final int PATIENCE_MILLIS = 5_000;

    /** Of {@link java.util.ServiceLoader}. */
    public SparkPoolType() {}

    @Override
    public List<String> addresses() {
        return List.of("spark://HOST:PORT", "local-cluster[WORKERS,CORES,MIB]");
    }

    @Override
    public boolean takes(String address) {
        return MASTERS.matcher(address).matches() || LOCAL.matcher(address).matches();
    }

    @Override
    public Pool open(String address, Remote.Order order) {
        Matcher masters = MASTERS.matcher(address);
        if (masters.matches()) {
            requireMaster(address, masters.group(1).split(","));
        }
        return new SparkPool(address, order);
    }

    /** Spark itself would ask for a minute. */
    private static void requireMaster(String address, String[] masters) {
        String why = "";
        for (String master : masters) {
            int colon = master.lastIndexOf(':');
            int port = Integer.parseInt(master.substring(colon + 1));
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(master.substring(0, colon), port), PATIENCE_MILLIS);
                return;
            } catch (IOException | IllegalArgumentException e) {
                why = String.valueOf(e.getMessage());
            }
        }
        throw new InputException(
                "--on: no Spark master at " + address + " (" + why + "); allowed: the address of a running one");
    }
}
