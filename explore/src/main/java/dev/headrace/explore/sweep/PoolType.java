package dev.headrace.explore.sweep;

import dev.headrace.simulator.spec.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * A way to run points in other processes. Those on the class path are found with {@link ServiceLoader}: what they need is
 * large, and few people need it, so that it is in jars of its own.
 */
public interface PoolType {
    /** What its addresses look like, for people, such as "spark://HOST:PORT". */
    List<String> addresses();

    /** Whether an address is one of its kind. */
    boolean takes(String address);

    /**
     * Opens a pool.
     *
     * @param order what is to be done with every task: for {@link Remote#run}
     * @throws InputException if there is nothing at that address
     */
    Pool open(String address, Remote.Order order);

    /**
     * Opens the pool at an address.
     *
     * @throws InputException if nothing on the class path takes it
     */
    static Pool find(String address, Remote.Order order) {
        List<String> known = new ArrayList<>();
        for (PoolType type : ServiceLoader.load(PoolType.class)) {
            if (type.takes(address)) {
                return type.open(address, order);
            }
            known.addAll(type.addresses());
        }
        throw new InputException("--on: \"" + address + "\"; allowed: "
                + (known.isEmpty()
                        ? "none, as nothing on the class path runs points elsewhere: see docs/sweeps.md"
                        : String.join(", ", known)));
    }
}
