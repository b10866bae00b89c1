package dev.headrace.hw.dram;

import dev.headrace.simulator.unit.DmaUnit;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A DMA engine: {@code {"type": "dma", "memory": "hbm", "outstanding": 64}}.
 *
 * @param memory name of the memory unit that it serves
 * @param outstanding reads under way at most, in bursts, 1 to 65536; by Little's law peak bandwidth needs bursts per
 *     cycle times latency. Writes are posted: they are limited by the memory's write queues alone
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Dma(String memory, int outstanding) implements DmaUnit {
    public Dma {
        Allowed.between("outstanding", outstanding, 1, 1 << 16);
    }
}
