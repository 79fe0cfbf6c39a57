package io.weightloom.runner.lease;

import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who this process is to others, and how it is told to stop. */
@Configuration(proxyBeanMethods = false)
class LeaseConfiguration {

    @Bean
    RunnerId identity() {
        return RunnerId.current();
    }

    @Bean
    StopSignal stopSignal() {
        return new StopSignal();
    }

    @Bean
    @ConditionalOnMissingBean
    Pause pause() {
        return Pause::sleep;
    }

    /** H2 locks its file, so whoever has it open is alone, unless the URL says otherwise. */
    @Bean
    RunLeases.Exclusivity exclusivity(@Value("${spring.datasource.url:}") String url) {
        String given = url.toLowerCase(Locale.ROOT);
        boolean shared = given.startsWith("jdbc:h2:mem:")
                || given.startsWith("jdbc:h2:tcp:")
                || given.startsWith("jdbc:h2:ssl:")
                || given.contains("auto_server=true")
                || given.contains("file_lock=");
        boolean alone = given.startsWith("jdbc:h2:") && !shared;
        return () -> alone;
    }

    @Bean
    RunLeases runLeases(
            Leases leases,
            RunnerId identity,
            RunLeases.Exclusivity exclusivity,
            @Value("${runner.lease}") Duration lease,
            Clock clock,
            Pause pause,
            StopSignal stop) {
        return new RunLeases(leases, identity, exclusivity, lease, clock, pause, stop);
    }
}
