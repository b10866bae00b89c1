package dev.headrace.simulator.dataflow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.simulator.dataflow.StreamRef.How;
import org.junit.jupiter.api.Test;

class StreamRefTest {
    @Test
    void bracketsSayWhichTokens() {
        assertEquals(new StreamRef("RM", How.SAME, ""), StreamRef.parse("RM"));
        assertEquals(new StreamRef("RM", How.BEFORE, "m"), StreamRef.parse("RM[m-1]"));
        assertEquals(new StreamRef("P.max", How.LAST, "k2"), StreamRef.parse("P.max[k2:last]"));
        assertEquals(new StreamRef("AV.done", How.FIRING_BEFORE, ""), StreamRef.parse("AV.done[-1]"));
    }

    @Test
    void whatIsNoReferenceIsAName() {
        for (String text : new String[] {"RM[m-2]", "RM[m]", "[m-1]", "RM[m-1"}) {
            assertEquals(new StreamRef(text, How.SAME, ""), StreamRef.parse(text));
        }
    }
}
