package io.github.pgpartition.adoption;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartmanAmountTest {

    @ParameterizedTest
    @CsvSource({
        "1 day, 1 day",
        "7 days, 1 week",
        "10 days, 10 days",
        "1 mon, 1 month",
        "3 mons, 3 months",
        "6 months, 6 months",
        "1 year, 1 year",
        "1 year 6 mons, 18 months",
        "100 years, 100 years",
        "1 century, 100 years",
        "01:00:00, 1 hour",
        "00:15:00, 15 minutes",
        "00:30:00, 30 minutes",
        "36:00:00, 36 hours",
        "@ 1 hour 30 mins, 90 minutes",
        "1 week, 1 week",
        "90days, 90 days",
        "daily, 1 day",
        "quarter-hour, 15 minutes",
        "quarterly, 3 months"
    })
    void isSaidInOneUnit(String partman, String ours) {
        assertThat(PartmanAmount.parse(partman)).contains(ours);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "30 dayz", "-30 days", "1 mon 2 days", "00:00:30", "0 days", "day", "1 day x", "12:00:00.5"})
    void nothingIsMadeOfWhatOneUnitCannotSay(String partman) {
        assertThat(PartmanAmount.parse(partman)).isEmpty();
    }
}
