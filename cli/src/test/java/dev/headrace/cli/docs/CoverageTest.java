package dev.headrace.cli.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headrace.simulator.dataflow.OpCommon;
import dev.headrace.simulator.dataflow.OpKind;
import dev.headrace.simulator.run.Parts;
import dev.headrace.simulator.run.Result;
import dev.headrace.simulator.spec.DesignSpec;
import dev.headrace.simulator.spec.HardwareSpec;
import dev.headrace.simulator.spec.WorkloadSpec;
import dev.headrace.simulator.unit.UnitTypes;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** No field, operator or unit type without a word about it. */
class CoverageTest {
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");

    @Test
    void everyFieldOfADesignHardwareAndWorkloadIsExplained() {
        Set<String> fields = new TreeSet<>();
        fields(DesignSpec.class, fields);
        fields(DesignSpec.Loop.class, fields);
        fields(HardwareSpec.class, fields);
        fields(WorkloadSpec.class, fields);
        fields(OpCommon.class, fields);
        assertEquals(Set.of(), missing(fields, "docs/designs.md"));
    }

    @Test
    void everyOperatorIsExplainedWithItsFieldsAndEveryUnitTypeIsNamed() {
        Set<String> words = new TreeSet<>(UnitTypes.all().keySet());
        for (OpKind kind : OpKind.all()) {
            words.add(kind.name());
            fields(kind.fields(), words);
        }
        assertEquals(Set.of(), missing(words, "docs/designs.md"));
    }

    @Test
    void everyFieldOfAResultIsExplained() {
        Set<String> fields = new TreeSet<>();
        fields(Result.class, fields);
        assertEquals(Set.of(), missing(fields, "docs/reading-results.md"));
    }

    @Test
    void everyLinkToAFileLeadsSomewhere() {
        Set<String> broken = new TreeSet<>();
        for (String page : new String[] {
            "README.md",
            "docs/designs.md",
            "docs/add-a-unit.md",
            "docs/reading-results.md",
            "docs/kernel.md",
            "docs/memory.md",
            "docs/performance.md"
        }) {
            Matcher m = LINK.matcher(Markdown.read(page).text());
            while (m.find()) {
                String to = m.group(1);
                String folder = page.substring(0, page.lastIndexOf('/') + 1);
                if (!to.startsWith("https://") && !Files.exists(dev.headrace.cli.Terminal.HOME.resolve(folder + to))) {
                    broken.add(page + ": " + to);
                }
            }
        }
        assertEquals(Set.of(), broken);
    }

    /** Words of which the page has none between backticks. */
    private static Set<String> missing(Set<String> words, String page) {
        Set<String> said = new TreeSet<>();
        Matcher m = CODE.matcher(Markdown.read(page).text());
        while (m.find()) {
            said.add(m.group(1));
        }
        Set<String> missing = new TreeSet<>(words);
        missing.removeAll(said);
        return missing;
    }

    /** JSON names of a record's components, and of the records they hold. */
    private static void fields(Class<?> record, Set<String> into) {
        for (RecordComponent c : record.getRecordComponents()) {
            if (c.getType() == Parts.class) {
                into.addAll(Parts.KINDS.keySet());
                Parts.KINDS.values().forEach(kind -> fields(kind, into));
                continue;
            }
            into.add(c.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
            held(c.getGenericType(), into);
        }
    }

    private static void held(Type type, Set<String> into) {
        if (type instanceof Class<?> c && c.isRecord()) {
            fields(c, into);
        } else if (type instanceof ParameterizedType p) {
            for (Type argument : p.getActualTypeArguments()) {
                held(argument, into);
            }
        }
    }
}
